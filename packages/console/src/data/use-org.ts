import { useParams } from '@tanstack/react-router'

/** Id of the organization that the address names. */
export const useOrg = (): string => useParam('org')

/** A parameter of the address's path. */
export function useParam(name: string): string {
  const params: Readonly<Record<string, string | undefined>> = useParams({ strict: false })
  const value = params[name]
  if (value === undefined) throw new Error(`The address of this page has no "${name}".`)
  return value
}

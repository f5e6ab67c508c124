import type { AvailableRegistry, Registry } from '@fairlead/api/client'
import { useQuery } from '@tanstack/react-query'
import { kindsQuery, registryQuery } from '../../data/registries.ts'

interface Found {
  readonly found?: { readonly registry: Registry; readonly kind: AvailableRegistry }
  readonly error: unknown
  readonly retry: () => void
}

/** A stored connection with the form of its kind. */
export function useRegistry(org: string, id: string): Found {
  const kinds = useQuery(kindsQuery())
  const registry = useQuery(registryQuery(org, id))
  const kind = kinds.data?.find((each) => each.kind === registry.data?.kind)
  const retry = (): void => {
    void kinds.refetch()
    void registry.refetch()
  }
  if (registry.data && kind) return { found: { registry: registry.data, kind }, error: undefined, retry }
  return { error: registry.error ?? kinds.error, retry }
}

import type { Registry } from '@fairlead/api/client'
import { useQuery } from '@tanstack/react-query'
import { kindsQuery } from './registries.ts'

/** Gives the title of a kind, such as `GitHub Container Registry`; its id as long as that is not known. */
export function useKindTitle(): (kind: Registry['kind']) => string {
  const { data: kinds } = useQuery(kindsQuery())
  return (kind) => kinds?.find((each) => each.kind === kind)?.title ?? kind
}

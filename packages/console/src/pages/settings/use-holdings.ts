import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { clustersQuery, projectsQuery } from '../../data/places.ts'
import { registriesQuery } from '../../data/registries.ts'

export interface Holding {
  /** `2 projects`. */
  readonly words: string
  /** Where they are deleted. */
  readonly to: string
}

const counted = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`

/** What keeps an organization from being deleted; undefined until it is known. */
export function useHoldings(org: string): readonly Holding[] | undefined {
  const { data: projects } = useQuery(projectsQuery(org))
  const { data: registries } = useQuery(registriesQuery(org))
  const { data: clusters } = useQuery(clustersQuery(org))
  if (!projects || !registries || !clusters) return undefined
  return [
    { count: projects.length, one: 'project', to: paths.projects({ org }) },
    { count: registries.length, one: 'container registry', to: paths.registries({ org }) },
    { count: clusters.length, one: 'cluster', to: paths.clusters({ org }) },
  ].flatMap(({ count, one, to }) =>
    count === 0 ? [] : [{ words: counted(count, one).replace(/rys$/, 'ries'), to }],
  )
}

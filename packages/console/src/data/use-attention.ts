import type { Cluster, Registry } from '@fairlead/api/client'
import { useQueries, useQuery } from '@tanstack/react-query'
import type { Finding } from '../ui/finding-view.tsx'
import { applicationsQuery, deploymentQuery } from './applications.ts'
import { clusterStatusQuery } from './clusters.ts'
import { clustersQuery } from './places.ts'
import { registriesQuery, verificationQuery } from './registries.ts'

/** Something that somebody should look at. */
export type Concern =
  | { readonly about: 'registry'; readonly registry: Registry; readonly finding: Finding | undefined }
  | { readonly about: 'expiry'; readonly registry: Registry; readonly expiresAt: string }
  | {
      readonly about: 'deployment'
      readonly application: { readonly id: string; readonly name: string }
      readonly deploymentId: string
      readonly finding: Finding | undefined
    }
  | { readonly about: 'cluster'; readonly cluster: Cluster; readonly finding: Finding | undefined }

const DAY_MS = 86_400_000
/** From when the end of a credential is worth a word. */
const SOON_MS = 30 * DAY_MS
/** Of so many the details are asked for; of the others it is said that there are more. */
const MOST = 10

interface Attention {
  /** What does not work before what will not, and that before what is only odd. */
  readonly concerns: readonly Concern[]
  readonly isPending: boolean
  readonly error: Error | null
  refetch(): void
}

/** What needs attention first: registries, deployments and clusters, each with its first finding. */
export function useAttention(org: string): Attention {
  const registries = useQuery(registriesQuery(org))
  const applications = useQuery(applicationsQuery(org))
  const clusters = useQuery(clustersQuery(org))

  const failing = (registries.data ?? []).filter(({ health }) => health === 'failing').slice(0, MOST)
  const odd = (registries.data ?? []).filter(({ health }) => health === 'warning').slice(0, MOST)
  const shown = [...failing, ...odd]
  const verifications = useQueries({ queries: shown.map(({ id }) => verificationQuery(org, id)) })
  const ofRegistry = (registry: Registry): Concern => ({
    about: 'registry',
    registry,
    finding: verifications[shown.indexOf(registry)]?.data?.findings[0],
  })

  const failed = (applications.data ?? [])
    .filter(({ status }) => status?.state.endsWith('_ERROR'))
    .flatMap(({ container: { id, name }, status }) =>
      status?.deployment_request_id ? [{ id, name, deploymentId: status.deployment_request_id }] : [],
    )
    .slice(0, MOST)
  const deployments = useQueries({ queries: failed.map(({ deploymentId }) => deploymentQuery(deploymentId)) })
  const statuses = useQueries({ queries: (clusters.data ?? []).map(({ id }) => clusterStatusQuery(org, id)) })

  const expiring = (registries.data ?? []).flatMap((registry): Concern[] => {
    const { expires_at: expiresAt, health } = registry
    // One that fails already says more of itself.
    if (expiresAt === null || health === 'failing' || Date.parse(expiresAt) - Date.now() > SOON_MS) return []
    return [{ about: 'expiry', registry, expiresAt }]
  })
  const expiringIds = new Set(expiring.map((each) => (each.about === 'expiry' ? each.registry.id : '')))
  const concerns: Concern[] = [
    ...failing.map(ofRegistry),
    ...failed.map(({ deploymentId, ...application }, index): Concern => {
      const finding = deployments[index]?.data?.findings[0]
      return { about: 'deployment', application, deploymentId, finding }
    }),
    ...(clusters.data ?? []).flatMap((cluster, index): Concern[] => {
      const status = statuses[index]?.data
      if (status === undefined || (status.is_deployed && status.findings.length === 0)) return []
      return [{ about: 'cluster', cluster, finding: status.findings[0] }]
    }),
    ...expiring,
    ...odd.filter(({ id }) => !expiringIds.has(id)).map(ofRegistry),
  ]
  const sources = [registries, applications, clusters]
  return {
    concerns,
    isPending: sources.some((each) => each.isPending),
    error: sources.find((each) => each.error)?.error ?? null,
    refetch: () => {
      for (const each of sources) if (each.error) void each.refetch()
    },
  }
}

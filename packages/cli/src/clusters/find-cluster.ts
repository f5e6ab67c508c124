import type { Cluster } from '@fairlead/api/client'
import type { Session } from '../login/session.ts'
import { pick } from '../names/pick.ts'

/** The cluster of a name or an id. Throws a failure that lists those that there are. */
export const findCluster = async ({ api, organization, signal }: Session, given: string): Promise<Cluster> =>
  pick({
    what: 'cluster',
    plural: 'clusters',
    given,
    candidates: await api.clusters.list(organization.id, { signal }),
    how: 'CLUSTER',
  })

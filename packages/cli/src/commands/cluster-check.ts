import { findCluster } from '../clusters/find-cluster.ts'
import { renderClusterCheck } from '../clusters/render-check.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { argument, duration } from '../options.ts'

export const checkCluster = defineCommand({
  name: 'cluster check',
  summary: 'Ask a cluster now whether it can be deployed to',
  details: [
    'For a Kubernetes cluster: its version, the platforms of its nodes, and each right that Fairlead needs there. The exit code is 1 when a finding is an error.',
  ],
  arguments: { cluster: argument('Name or id of the cluster') },
  options: { ...organizationOption, timeout: duration('Time limit', 60_000) },
  examples: ['fairlead cluster check production'],
  json: '{"cluster": Cluster, "status": ClusterStatus}',
  async run({ args, options }, context) {
    const session = await openSession(context, options)
    const cluster = await findCluster(session, args.cluster)
    const { api, organization, signal } = session
    const status = await api.clusters.status(organization.id, cluster.id, { signal })
    context.result({ cluster, status }, () => renderClusterCheck(cluster.name, status, context))
    return status.is_deployed ? EXIT.ok : EXIT.failed
  },
})

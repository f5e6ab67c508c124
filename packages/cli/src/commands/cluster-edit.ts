import { findCluster } from '../clusters/find-cluster.ts'
import { kubernetesOptions, readKubernetes } from '../clusters/kubernetes-options.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { argument, duration, flag, text } from '../options.ts'

export const editCluster = defineCommand({
  name: 'cluster edit',
  summary: 'Change a cluster; a Kubernetes cluster is checked before it is saved',
  details: [
    'What is left out stays, the kubeconfig too. A new kubeconfig for the same cluster takes the place of the old one once it has proved itself; its server may have another address. The kind stays, and where environments run the namespace too.',
    'When the check finds an error nothing is saved and the exit code is 1, unless --unverified is given.',
  ],
  arguments: { cluster: argument('Name or id of the cluster') },
  options: {
    name: text('NAME', 'New name'),
    description: text('TEXT', 'What it is for'),
    ...kubernetesOptions,
    unverified: flag('Save without asking the cluster'),
    ...organizationOption,
    timeout: duration('Time limit', 120_000),
  },
  examples: ['fairlead cluster edit production --kubeconfig renewed.kubeconfig'],
  json: '{"cluster": Cluster}',
  async run({ args, options }, context) {
    const { signal, style } = context
    const changes = await readKubernetes(options, context)
    const session = await openSession(context, options)
    const { api, organization } = session
    const { id, name, description } = await findCluster(session, args.cluster)
    const request = {
      name: options.name ?? name,
      description: options.description ?? description,
      ...(Object.keys(changes).length === 0 ? {} : { target: { kind: 'kubernetes' as const, ...changes } }),
    }
    const { unverified } = options
    const cluster = await api.clusters.edit(organization.id, id, request, { unverified, signal })
    context.result({ cluster }, () => `  ${style.green('✓')} ${style.bold(`Saved ${cluster.name}`)}\n`)
    return EXIT.ok
  },
})

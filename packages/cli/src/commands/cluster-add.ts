import type { ClusterRequest } from '@fairlead/api/client'
import { kubernetesOptions, readKubernetes } from '../clusters/kubernetes-options.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { usageFailure } from '../failure.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { argument, duration, flag, text } from '../options.ts'

export const addCluster = defineCommand({
  name: 'cluster add',
  summary: 'Add a Kubernetes cluster: check that it can be deployed to, then save it',
  details: [
    'The kubeconfig must hold everything itself, as "kubectl config view --raw --flatten --minify" prints it. "fairlead cluster rbac" prints the least rights that its login needs, and how to make it.',
    'When the check finds an error nothing is saved and the exit code is 1, unless --unverified is given.',
  ],
  arguments: { name: argument('Name of the cluster, unique in the organization') },
  options: {
    kubernetes: flag('It is a Kubernetes cluster'),
    ...kubernetesOptions,
    inCluster: flag("Log in by the service account of the server's own pod, instead of a kubeconfig"),
    default: flag('New environments run here unless they say otherwise'),
    description: text('TEXT', 'What it is for'),
    unverified: flag('Save without asking the cluster'),
    ...organizationOption,
    timeout: duration('Time limit', 120_000),
  },
  examples: [
    'fairlead cluster add production --kubernetes --kubeconfig fairlead.kubeconfig --publish ingress:apps.example.com',
    'kubectl config view --raw --flatten --minify | fairlead cluster add staging --kubernetes --kubeconfig - --namespace staging',
  ],
  json: '{"cluster": Cluster}',
  async run({ args, options }, context) {
    const { signal, style } = context
    if (!options.kubernetes) throw usageFailure('Say what it is: --kubernetes.')
    if (options.inCluster === (options.kubeconfig !== undefined)) {
      throw usageFailure('Give either --kubeconfig FILE or --in-cluster.')
    }
    const target: ClusterRequest['target'] = {
      kind: 'kubernetes',
      access: options.inCluster ? 'in-cluster' : 'kubeconfig',
      ...(await readKubernetes(options, context)),
    }
    const { api, organization } = await openSession(context, options)
    const request = {
      name: args.name,
      description: options.description,
      is_default: options.default,
      target,
    }
    const { unverified } = options
    const cluster = await api.clusters.create(organization.id, request, { unverified, signal })
    const done = unverified ? 'Saved without a check' : 'Checked and saved'
    context.result({ cluster }, () => `  ${style.green('✓')} ${style.bold(`${done} as ${cluster.name}`)}\n`)
    return EXIT.ok
  },
})

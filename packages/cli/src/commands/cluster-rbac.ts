import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { text } from '../options.ts'

export const clusterRbac = defineCommand({
  name: 'cluster rbac',
  summary: 'Print the manifest of the least rights that Fairlead needs in a Kubernetes cluster',
  details: [
    'A service account with its role and a token that lasts, ready for "kubectl apply -f -". Its first lines say how to make a kubeconfig of it. Needs no server.',
  ],
  arguments: {},
  options: {
    namespace: text('NAME', 'Rights in this namespace only; if left out, in a namespace of each environment'),
  },
  examples: ['fairlead cluster rbac | kubectl apply -f -', 'fairlead cluster rbac --namespace shop'],
  json: '{"manifest": YAML, "kubeconfig": COMMANDS}',
  async run({ options }, context) {
    const { rbacManifest } = await import('@fairlead/server/rbac')
    const made = rbacManifest({ namespace: options.namespace ?? null })
    context.result(made, () => {
      const commands = made.kubeconfig.trimEnd().replaceAll(/^/gm, '#   ')
      const head = `# The least rights that Fairlead needs. Once it is applied, this makes fairlead.kubeconfig:\n#\n${commands}\n#\n`
      return `${head}${made.manifest}`
    })
    return EXIT.ok
  },
})

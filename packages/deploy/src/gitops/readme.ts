import type { Workload } from '@fairlead/core'
import { namespaceOf, pullSecretName, secretsName } from '../manifests/names.ts'

/** What a person who finds the folder needs to know: who writes it, how it is applied, which secret is missing. */
export function readmeText(workload: Workload): string {
  const { service, image, credential } = workload
  const oneLine = (text: string) => text.replace(/\s+/g, ' ')
  const namespace = namespaceOf(service)
  const parts = [
    `# ${oneLine(service.name)}`,
    `Fairlead renders these files for the service ${oneLine(service.name)} of ${oneLine(service.projectName)} / ${oneLine(service.environmentName)} and overwrites them with each deployment.`,
    'A GitOps controller that watches this folder applies them. By hand:',
    ['```sh', 'kubectl apply -f ../namespace.yaml', 'kubectl apply -k .', '```'].join('\n'),
  ]
  if (credential) {
    parts.push(
      '## The pull secret',
      `The image is private. Its credential is not in this repository: make the secret once in the namespace ${namespace}, and again when the credential is rotated. \`read\` keeps the token out of the shell's history.`,
      [
        '```sh',
        'read -rs TOKEN',
        `kubectl create secret docker-registry ${pullSecretName(image.registryId)} \\`,
        `  --namespace ${namespace} \\`,
        `  --docker-server ${image.registry} \\`,
        '  --docker-username YOUR_USER_NAME \\',
        '  --docker-password "$TOKEN"',
        '```',
      ].join('\n'),
    )
  }
  parts.push(...secretParts(workload))
  return `${parts.join('\n\n')}\n`
}

function secretParts({ service, secrets }: Workload): string[] {
  if (secrets.length === 0) return []
  const namespace = namespaceOf(service)
  const name = secretsName(service)
  const keys = secrets.map((each) => each.name)
  const literals = keys.map((key) => `  --from-literal ${key}="$${key}"`)
  return [
    '## The secret variables',
    `The pods read ${keys.join(', ')} of the Secret ${name} in the namespace ${namespace}. Their values are not in this repository: keep that Secret with the tool of your choice (External Secrets, Sealed Secrets, SOPS), or make it by hand:`,
    [
      '```sh',
      ...keys.map((key) => `read -rs ${key}`),
      `kubectl create secret generic ${name} \\`,
      `  --namespace ${namespace} \\`,
      literals.join(' \\\n'),
      '```',
    ].join('\n'),
  ]
}

interface Deployable {
  /** With host and digest: what runs does not change when the tag moves. */
  readonly image: string
  readonly tag: string
  readonly repository: string
  /** `8080/tcp`. */
  readonly ports: readonly string[]
  readonly host: string
}

/** The image's own name as Kubernetes takes it: letters, digits and dashes, 63 at most. */
const nameOf = (repository: string): string =>
  repository
    .slice(repository.lastIndexOf('/') + 1)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '') || 'app'

/** A Deployment of an image, pinned to its digest, that pulls with a secret. */
export function kubernetesYaml({ image, tag, repository, ports, host }: Deployable): string {
  const name = nameOf(repository)
  const open = ports.flatMap((port) => {
    const [number, protocol = 'tcp'] = port.split('/')
    return [`            - containerPort: ${number}`, `              protocol: ${protocol.toUpperCase()}`]
  })
  return [
    '# The pull secret, once in each namespace:',
    `#   kubectl create secret docker-registry ${name}-pull --docker-server=${host} \\`,
    '#     --docker-username=<user> --docker-password=<token>',
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    `  name: ${name}`,
    'spec:',
    '  replicas: 1',
    '  selector:',
    '    matchLabels:',
    `      app.kubernetes.io/name: ${name}`,
    '  template:',
    '    metadata:',
    '      labels:',
    `        app.kubernetes.io/name: ${name}`,
    '    spec:',
    '      imagePullSecrets:',
    `        - name: ${name}-pull`,
    '      containers:',
    `        - name: ${name}`,
    `          # ${tag}`,
    `          image: ${image}`,
    ...(open.length > 0 ? ['          ports:', ...open] : []),
    '',
  ].join('\n')
}

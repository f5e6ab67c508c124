import type { Registry } from '@fairlead/api/client'

/** What the kubelet runs, below the folder of its providers. */
export const PROVIDER_NAME = 'fairlead-credential-provider'

export interface ProviderConfig {
  readonly url: string
  readonly organization: { readonly id: string; readonly name: string }
  /** Hosts of images that the kubelet asks for, as its `matchImages` takes them. */
  readonly matchImages: readonly string[]
  readonly keepSeconds: number
  /** Where the files are on a node. */
  readonly tokenFile: string
  readonly caFile: string | undefined
  readonly insecureHttp: boolean
}

/** Docker Hub's images have one host, whatever its registry is called. */
const hostOf = ({ kind, url }: Pick<Registry, 'kind' | 'url'>): readonly string[] => {
  if (kind === 'DOCKER_HUB') return ['docker.io']
  return url ? [new URL(url).host] : []
}

/**
 * The hosts of connections, each once. Without their prefixes: whether an image is one of theirs the server says, so that
 * a further connection to a host needs no change on the nodes.
 */
export const imageHosts = (
  registries: readonly Pick<Registry, 'kind' | 'url'>[],
  more: readonly string[],
): readonly string[] => [...new Set([...registries.flatMap(hostOf), ...more])].toSorted()

// Every JSON string is one of YAML.
const quoted = (text: string): string => JSON.stringify(text)

/** The kubelet's file. https://kubernetes.io/docs/reference/config-api/kubelet-config.v1/#kubelet-config-k8s-io-v1-CredentialProviderConfig */
export function renderProviderConfig(config: ProviderConfig): string {
  const env = {
    FAIRLEAD_URL: config.url,
    FAIRLEAD_ORGANIZATION: config.organization.id,
    FAIRLEAD_TOKEN_FILE: config.tokenFile,
    FAIRLEAD_KEEP_SECONDS: String(config.keepSeconds),
    ...(config.caFile === undefined ? {} : { FAIRLEAD_CA_FILE: config.caFile }),
    ...(config.insecureHttp ? { FAIRLEAD_INSECURE_HTTP: 'allow' } : {}),
  }
  const pairs = Object.entries(env).map(
    ([name, value]) => `      - name: ${name}\n        value: ${quoted(value)}\n`,
  )
  return `# Made by "fairlead credential-provider" for the organization ${quoted(config.organization.name)}.
# The kubelet reads it once, when it starts.
apiVersion: kubelet.config.k8s.io/v1
kind: CredentialProviderConfig
providers:
  - name: ${PROVIDER_NAME}
    apiVersion: credentialprovider.kubelet.k8s.io/v1
    matchImages:
${config.matchImages.map((host) => `      - ${quoted(host)}\n`).join('')}    defaultCacheDuration: ${config.keepSeconds}s
    env:
${pairs.join('')}`
}

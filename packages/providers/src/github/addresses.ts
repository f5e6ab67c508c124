/** Where a GitHub installation answers. All without a trailing slash. */
export interface GithubAddresses {
  /** `https://ghcr.io` */
  readonly registry: string
  /** `https://api.github.com` */
  readonly api: string
  /** Where a person works: `https://github.com`. */
  readonly web: string
}

/** A host that behaves as GHCR does and that the operator vouches for. */
export interface CompatibleHost {
  /** `http://127.0.0.1:5555` */
  readonly registry: string
  /** `http://127.0.0.1:5555/api/v3` */
  readonly api: string
}

export const GHCR: GithubAddresses = {
  registry: 'https://ghcr.io',
  api: 'https://api.github.com',
  web: 'https://github.com',
}

/** The web address that belongs to an API address, by the layouts of GitHub's own products. */
function webOf(api: string): string {
  const url = new URL(api)
  return url.hostname.startsWith('api.') ? `${url.protocol}//${url.host.slice('api.'.length)}` : url.origin
}

/**
 * Addresses of GitHub Enterprise behind a registry address: `containers.<name>.ghe.com` in the cloud,
 * `containers.<host name>` of a server with subdomain isolation. Undefined for any other host.
 * https://docs.github.com/en/enterprise-server@latest/packages/working-with-a-github-packages-registry/working-with-the-container-registry
 */
export function enterpriseAddresses(registry: string): GithubAddresses | undefined {
  const { protocol, hostname, host } = new URL(registry)
  if (protocol !== 'https:' || !hostname.startsWith('containers.')) return undefined
  const rest = host.slice('containers.'.length)
  if (!hostname.slice('containers.'.length).includes('.')) return undefined
  const cloud = /^[\w-]+(?:\.[\w-]+)*\.ghe\.com$/.test(rest)
  return {
    registry,
    api: cloud ? `https://api.${rest}` : `https://${rest}/api/v3`,
    web: `https://${rest}`,
  }
}

const trimSlash = (text: string): string => text.replace(/\/+$/, '')

/** The registry addresses of the listed hosts, as a connection holds them. */
export const listedUrls = (hosts: readonly CompatibleHost[]): readonly string[] =>
  hosts.map(({ registry }) => trimSlash(new URL(registry).href))

/** The listed host whose registry address is `registry`. */
export function compatibleAddresses(
  registry: string,
  hosts: readonly CompatibleHost[],
): GithubAddresses | undefined {
  const host = hosts.find((candidate) => trimSlash(new URL(candidate.registry).href) === registry)
  if (!host) return undefined
  const api = trimSlash(host.api)
  return { registry, api, web: webOf(api) }
}

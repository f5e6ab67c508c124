import type { AvailableRegistry, Registry } from '@fairlead/api/client'

/** What a pasted image or address tells of its registry. */
export interface Recognised {
  readonly kind: Registry['kind']
  readonly preset?: string
  /** Absent where the kind has one address only. */
  readonly url?: string
  readonly username?: string
  /** Without the host. */
  readonly image?: string
}

const KINDS: readonly (readonly [RegExp, Registry['kind']])[] = [
  [/^ghcr\.io$/, 'GITHUB_CR'],
  [/^containers\.[\w.-]+$/, 'GITHUB_ENTERPRISE_CR'],
  [/^(?:(?:index|registry-1|hub)\.)?docker\.(?:io|com)$/, 'DOCKER_HUB'],
  [/^registry\.gitlab\.com$/, 'GITLAB_CR'],
  [/^public\.ecr\.aws$/, 'PUBLIC_ECR'],
  [/^\d{12}\.dkr[.-]ecr(?:-fips)?\.[\w.-]+$/, 'ECR'],
  [/^(?:[\w-]+-docker\.pkg\.dev|(?:\w+\.)?gcr\.io)$/, 'GCP_ARTIFACT_REGISTRY'],
  [/^[\w-]+\.azurecr\.(?:io|us|cn)$/, 'AZURE_CR'],
  [/^registry\.digitalocean\.com$/, 'DOCR'],
  [/^rg\.[\w-]+\.scw\.cloud$/, 'SCALEWAY_CR'],
]
const PRESETS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\.)quay\b/, 'quay'],
  [/\.jfrog\.io$|artifactory/, 'jfrog'],
  [/harbor/, 'harbor'],
  [/nexus/, 'nexus'],
  [/forgejo|gitea|codeberg\.org/, 'forgejo'],
]
const FIXED: ReadonlySet<Registry['kind']> = new Set(['GITHUB_CR', 'DOCKER_HUB', 'PUBLIC_ECR'])

interface Listing extends Pick<AvailableRegistry, 'kind'> {
  readonly compatible_urls: readonly string[]
}

/** The address and kind of a host that the server's operator lists as compatible. */
function listedHost(host: string, kinds: readonly Listing[]): Pick<Recognised, 'kind' | 'url'> | undefined {
  const all = kinds.flatMap(({ kind, compatible_urls }) => compatible_urls.map((url) => ({ kind, url })))
  return all.find(({ url }) => URL.parse(url)?.host === host)
}

/**
 * Reads `ghcr.io/acme/app:1.4`, `docker pull acme/app`, `https://harbor.example.com`; undefined for nothing. `kinds` are
 * those of the server: a host that it lists as compatible with one is of that one.
 */
export function recognise(text: string, kinds: readonly Listing[]): Recognised | undefined {
  const pasted = text.trim().replace(/^(?:docker|podman|nerdctl|crane)\s+(?:pull|run|push)\s+/, '')
  if (pasted === '' || /\s/.test(pasted)) return undefined
  const scheme = /^(?:(https?):\/\/)/i.exec(pasted)?.[1]?.toLowerCase()
  const rest = pasted.replace(/^[a-z]+:\/\//i, '').replace(/\/v2\/?$/, '')
  const [first = '', ...path] = rest.split('/')
  const hasHost =
    scheme !== undefined ||
    /[.:]/.test(path.length > 0 ? first : first.replace(/:[\w.-]+$/, '')) ||
    first === 'localhost'
  const host = hasHost ? first.toLowerCase() : 'docker.io'
  const image = (hasHost ? path : [first, ...path]).filter(Boolean).join('/')
  const bare = host.replace(/:\d+$/, '')
  const listed = listedHost(host, kinds)
  const kind = listed?.kind ?? KINDS.find(([pattern]) => pattern.test(bare))?.[1] ?? 'GENERIC_CR'
  const preset = kind === 'GENERIC_CR' ? PRESETS.find(([pattern]) => pattern.test(bare))?.[1] : undefined
  const isGithub = kind === 'GITHUB_CR' || kind === 'GITHUB_ENTERPRISE_CR'
  const owner = image
    .split('/')[0]
    ?.replace(/[:@].*$/, '')
    .toLowerCase()
  return {
    kind,
    ...(preset ? { preset } : {}),
    ...(listed ?? (FIXED.has(kind) ? {} : { url: `${scheme ?? 'https'}://${host}` })),
    ...(isGithub && owner ? { username: owner } : {}),
    ...(image.includes('/') || !isGithub ? (image === '' ? {} : { image }) : {}),
  }
}

import {
  formatReference,
  type ImageReference,
  invalidRequest,
  parseReference,
  type RegistryKind,
} from '@fairlead/core'

/** What a diagnosis is about: an owner of a registry, or one of its images. */
export interface DoctorSubject {
  readonly kind: RegistryKind
  /** `https://ghcr.io`, without a trailing slash. */
  readonly registryUrl: string
  /** Address of the GitHub API beside it, where it does not follow from the registry's. */
  readonly apiUrl: string | undefined
  /** As the caller wrote it: its case is one of the things that are checked. */
  readonly owner: string
  /** `acme/app:1.4`, without the host; undefined for an owner. */
  readonly image: string | undefined
  /** `ghcr.io/acme/app:1.4`, or `ghcr.io/acme`. */
  readonly name: string
  /** Whether ghcr.io or ghe.com is asked, which GitHub's own tokens of the environment may be sent to. */
  readonly vouchedBy: 'github.com' | 'ghe.com' | 'caller'
}

const GHCR_URL = 'https://ghcr.io'
const GHE_CLOUD = /^containers\.[\w.-]+\.ghe\.com$/
// Names and addresses that can only be this machine: RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/
const HOST_LIKE = /^(?:localhost|\[[0-9a-fA-F:.]+\]|[^/]*[.:][^/]*)$/

/** What the caller typed, beside the target. */
export interface DoctorAddresses {
  readonly registry?: string | undefined
  readonly api?: string | undefined
}

function webAddress(field: string, text: string): string {
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash) {
    return url.href.replace(/\/+$/, '')
  }
  throw invalidRequest([
    {
      field,
      problem: 'is not an http(s) address',
      remedy: 'Write it with its scheme, such as https://ghcr.io.',
    },
  ])
}

interface Place {
  readonly url: string
  readonly vouchedBy: DoctorSubject['vouchedBy']
}

function placeOf(host: string): Place {
  if (host === 'ghcr.io') return { url: GHCR_URL, vouchedBy: 'github.com' }
  if (GHE_CLOUD.test(host)) return { url: `https://${host}`, vouchedBy: 'ghe.com' }
  return { url: `${LOOPBACK.test(host) ? 'http' : 'https'}://${host}`, vouchedBy: 'caller' }
}

/** Splits `host/rest`; a first part without a dot, a colon or the name localhost is an owner, not a host. */
function splitTarget(target: string): { host: string | undefined; rest: string } {
  const slash = target.indexOf('/')
  const first = slash < 0 ? '' : target.slice(0, slash)
  return slash >= 0 && HOST_LIKE.test(first)
    ? { host: first.toLowerCase(), rest: target.slice(slash + 1) }
    : { host: undefined, rest: target }
}

function chooseKind(
  { url, vouchedBy }: Place,
  api: string | undefined,
): Pick<DoctorSubject, 'kind' | 'apiUrl'> {
  if (vouchedBy === 'github.com') return { kind: 'GITHUB_CR', apiUrl: undefined }
  if (api !== undefined) return { kind: 'GITHUB_CR', apiUrl: api }
  const { host } = new URL(url)
  if (vouchedBy === 'ghe.com' || (url.startsWith('https:') && /^containers\.[^.]+\./.test(host))) {
    return { kind: 'GITHUB_ENTERPRISE_CR', apiUrl: undefined }
  }
  // Where GitHub Enterprise Server has its API, and the twin.
  if (LOOPBACK.test(host)) return { kind: 'GITHUB_CR', apiUrl: `${url}/api/v3` }
  throw invalidRequest([
    {
      field: 'registry',
      problem: `"${host}" is neither ghcr.io nor GitHub Enterprise`,
      remedy:
        'If it behaves as ghcr.io does, give its addresses: --registry https://HOST --api https://HOST/api/v3.',
    },
  ])
}

function imageOf(reference: ImageReference): string {
  return formatReference(reference).slice(reference.registry.length + 1)
}

/**
 * Reads `acme`, `acme/app:1.4`, `ghcr.io/acme`, `ghcr.io/acme/app:1.4` and the same of other hosts. Without a host it
 * is the one of `addresses.registry`, else ghcr.io. Throws `request.invalid` and `image.reference_invalid`.
 */
export function readSubject(target: string, addresses: DoctorAddresses = {}): DoctorSubject {
  const { host, rest } = splitTarget(target.trim().replace(/\/+$/, ''))
  const given = addresses.registry === undefined ? undefined : webAddress('registry', addresses.registry)
  const api = addresses.api === undefined ? undefined : webAddress('api', addresses.api)
  const place: Place = given ? { ...placeOf(new URL(given).host), url: given } : placeOf(host ?? 'ghcr.io')
  const registryHost = new URL(place.url).host
  if (given && host !== undefined && host !== registryHost) {
    throw invalidRequest([
      {
        field: 'registry',
        problem: `is ${registryHost}, but the image is of ${host}`,
        remedy: 'Leave one of them out.',
      },
    ])
  }
  const choice = { ...chooseKind(place, api), registryUrl: place.url, vouchedBy: place.vouchedBy }
  if (!rest.includes('/')) {
    return { ...choice, owner: rest, image: undefined, name: `${registryHost}/${rest}` }
  }
  const owner = rest.slice(0, rest.indexOf('/'))
  // The owner's case is a finding; the rest of the reference is the caller's to put right.
  const reference = parseReference(`${registryHost}/${owner.toLowerCase()}${rest.slice(owner.length)}`)
  return { ...choice, owner, image: imageOf(reference), name: `${registryHost}/${rest}` }
}

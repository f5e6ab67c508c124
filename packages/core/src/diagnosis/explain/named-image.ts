import { canonicalRegistry, parseReference } from '../../values/image-reference.ts'
import { type Platform, parsePlatform } from '../../values/platform.ts'

// Hosts beside a registry, where its tokens and blobs are.
const BESIDE: Readonly<Record<string, string>> = {
  'auth.docker.io': 'docker.io',
  'registry-1.docker.io': 'docker.io',
  'production.cloudflare.docker.com': 'docker.io',
  'pkg-containers.githubusercontent.com': 'ghcr.io',
}
// Pages that messages point to.
const PAGE =
  /^(?:www\.|docs?\.|help\.|support\.|console\.)|^(?:github\.com|gitlab\.com|aka\.ms|hub\.docker\.com|go\.dev|google\.golang\.org|cloud\.google\.com)$/i

const HOST = String.raw`(?:localhost|\[[0-9a-f:]+\]|[a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+)(?::\d{1,5})?`
const PATH = String.raw`[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)*`
const TAIL = String.raw`(?::[A-Za-z0-9_][\w.-]*)?(?:@sha256:[0-9a-f]{64})?`

const registryHost = (host: string): string => BESIDE[host.toLowerCase()] ?? canonicalRegistry(host)

/** `1.4` or `sha256:…` after an image name. */
const withReference = (name: string, reference: string): string =>
  reference.includes(':') ? `${name}@${reference}` : `${name}:${reference}`

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

type Reader = (line: string) => string | undefined

/** Sentences that name an image in full or without its host, as Docker's and the kubelet's. */
const SENTENCES: readonly RegExp[] = [
  /(?:pulling|pull|resolve|resolving|find|solve|push|unpack|inspect(?:ing)?) (?:and unpack )?(?:image|reference|source|source image)?:? ?["'\\]+([^"'\\\s]+)["'\\]+/i,
  /(?:pull|push) access denied for ([^\s,]+)/i,
  /manifest for (\S+) not found/i,
  /unable to find image '([^']+)'/i,
  /refers to (?:a )?repository \[([^\]]+)\]/i,
  /invalid reference format: repository name \(([^)]+)\) must be lowercase/i,
  /no such image: (\S+)/i,
  /image ["']([^"'\s]+)["']/i,
]

const bySentence: Reader = (line) => {
  const place = /reading manifest (\S+) in (\S+?):(?:\s|$)/i.exec(line)
  if (place?.[1] && place[2]) return withReference(place[2], place[1])
  for (const pattern of SENTENCES) {
    const found = pattern.exec(line)?.[1]
    if (found) return found.replace(/[:,.]+$/, '')
  }
  return undefined
}

const byAddress: Reader = (line) => {
  const match = new RegExp(
    String.raw`https?:\/\/(${HOST})\/v2\/(${PATH}?)\/(?:manifests|blobs|tags)(?:\/((?:sha256:)?[\w.-]+))?`,
    'i',
  ).exec(line)
  const [, host, repository, reference] = match ?? []
  if (!host || !repository) return undefined
  const name = `${registryHost(host)}/${repository}`
  const isTag =
    reference && reference !== 'list' && reference !== 'uploads' && !(match?.[0] ?? '').includes('/blobs/')
  return isTag ? withReference(name, reference) : name
}

const byScope: Reader = (line) => {
  const scope = /scope=repository(?::|%3A)([^&\s"']+?)(?::|%3A)(?:pull|push)/i.exec(line)?.[1]
  const host = new RegExp(String.raw`https?:\/\/(${HOST})\/`, 'i').exec(line)?.[1]
  return scope && host ? `${registryHost(host)}/${decoded(scope)}` : undefined
}

const byName: Reader = (line) => {
  for (const [text, host = ''] of line.matchAll(
    new RegExp(String.raw`(?<![\w/.@-])(?:docker:\/\/|oci:\/\/)?(${HOST})\/${PATH}${TAIL}`, 'gi'),
  )) {
    const bare = text.replace(/^[a-z]+:\/\//i, '')
    const end = bare.replace(/[.:]+$/, '')
    if (!PAGE.test(host) && !/^v2(?:\/|$)/.test(end.slice(host.length + 1))) return end
  }
  return undefined
}

/** Readable but for its capitals, which are a finding of their own. */
function isImage(text: string): boolean {
  try {
    parseReference(text.toLowerCase().replace(/^[a-z]+:\/\//, ''))
    return true
  } catch {
    return false
  }
}

/** The image that a line names; `acme/app` where it names no host. With its tag, where any part of the line has that. */
export function namedImage(given: string): string | undefined {
  // Amazon's words for a repository, which is named without its host, and looks like one with where that is doubled.
  const line = given.replace(/repository with name '[^']*'/gi, '')
  const found = [bySentence, byAddress, byScope, byName].flatMap((read) => {
    const name = read(line)
    return name && isImage(name) ? [name.replace(/^[a-z]+:\/\//i, '')] : []
  })
  const [first] = found
  return found.find((name) => name.startsWith(`${first}:`) || name.startsWith(`${first}@`)) ?? first
}

/** The registry's host that a line names without an image. */
export function namedHost(line: string): string | undefined {
  const looked = /lookup ([\w.-]+)(?: on |:)/i.exec(line)?.[1]
  const address = new RegExp(
    String.raw`https?:\/\/(${HOST})\/(?:v2|token|service\/token|jwt\/auth)\b`,
    'i',
  ).exec(line)?.[1]
  const host = address ?? looked
  return host && !PAGE.test(host) ? registryHost(host) : undefined
}

/** The platform that a line says was asked for. */
export function namedPlatform(line: string): Platform | undefined {
  const text =
    /no match(?:ing manifest)? for (?:platform )?["']?((?:linux|windows|darwin|freebsd)\/[\w/]+)/i.exec(
      line,
    )?.[1] ?? /platform[ =:"'(]+((?:linux|windows|darwin|freebsd)\/[\w/]+)/i.exec(line)?.[1]
  const architecture = /for architecture "?(\w+)"?(?:, variant "(\w*)")?, OS "?(\w+)"?/i.exec(line)
  if (text) return parsePlatform(text)
  if (!architecture?.[1] || !architecture[3]) return undefined
  return parsePlatform([architecture[3], architecture[1], architecture[2]].filter(Boolean).join('/'))
}

import { type Answer, type Asked, json } from './answer.ts'
import type { RegistryFacts, Words } from './case-file.ts'
import { type StoredImage, storeImage } from './images.ts'
import { MANNERS, type Manners } from './manners.ts'
import { fits } from './routes.ts'

type Account = RegistryFacts['accounts'][number]

/** Whoever asks: an account, nobody, or one whose credential is none. */
type Asker = Account | 'nobody' | 'refused'

export interface RegistryHost {
  /** Where its tokens are had. */
  readonly realm: URL | undefined
  token(asked: Asked): Answer
  answer(asked: Asked): Answer | undefined
}

const TOKEN = 'case-token-of-'
const ENDPOINT = /^\/v2\/(?<repository>.+)\/(?<what>manifests|blobs|tags)\/(?<rest>.+)$/

const covers = (patterns: readonly string[], repository: string): boolean =>
  patterns.some((pattern) => fits(pattern, repository))

/** Plays a registry: its images are real, its refusals are those of its manners unless the case words them itself. */
export function createRegistryHost(host: string, facts: RegistryFacts): RegistryHost {
  const known = MANNERS[facts.like]
  if (!known) throw new Error(`There are no manners "${facts.like}".`)
  const refusals = Object.fromEntries(
    Object.entries(facts.refusals).filter(([, words]) => words !== undefined),
  )
  const manners: Manners = { ...known, ...refusals }
  const named = (text: string): string => text.replaceAll('{host}', host)
  const realm = manners.realm === undefined ? undefined : new URL(named(manners.realm))
  const images = new Map<string, StoredImage>(
    Object.entries(facts.images).map(([repository, image]) => [repository, storeImage(repository, image)]),
  )

  const accountOf = (user: string | undefined, password: string): Asker =>
    facts.accounts.find(
      (account) => account.password === password && (account.user === undefined || account.user === user),
    ) ?? 'refused'

  function challenge(scope: string | undefined): string {
    if (realm === undefined) return `Basic realm="${manners.service}"`
    const parts = [`realm="${realm.href}"`, `service="${named(manners.service)}"`]
    return `Bearer ${[...parts, ...(scope ? [`scope="${scope}"`] : [])].join(',')}`
  }

  function refuse(words: Words, scope?: string): Answer {
    const body =
      words.text ??
      JSON.stringify({ errors: [{ code: words.code ?? 'UNKNOWN', message: words.message ?? '' }] })
    const headers = {
      'content-type': words.text === undefined ? 'application/json' : 'text/plain',
      ...(words.status === 401 ? { 'www-authenticate': challenge(scope) } : {}),
      ...words.headers,
    }
    return { status: words.status, headers, body }
  }

  /** The refusal of a repository; undefined when it may be used. */
  function refusalOf(asker: Asker, repository: string, action: 'pull' | 'push'): Words | undefined {
    if (asker === 'refused') return manners.badCredential
    const isThere = images.has(repository)
    if (action === 'pull' && (facts.like === 'open' || covers(facts.public, repository)))
      return isThere ? undefined : manners.absent
    if (asker === 'nobody')
      return isThere ? manners.anonymous : manners.refusesTokens ? manners.absent : manners.anonymous
    if (covers(action === 'push' ? asker.push : [...asker.pull, ...asker.push], repository))
      return isThere || action === 'push' ? undefined : manners.absent
    return isThere || action === 'push' ? manners.forbidden : manners.absent
  }

  function token({ authorization, query }: Asked): Answer {
    const asker =
      authorization?.scheme === 'basic' ? accountOf(authorization.user, authorization.password) : 'nobody'
    if (asker === 'refused') return refuse(manners.badCredential)
    const scopes = query.getAll('scope').flatMap((scope) => scope.split(' '))
    const placeholder = scopes.includes(manners.placeholderScope ?? '')
    if (placeholder && asker === 'nobody') return refuse(manners.absent)
    if (manners.refusesTokens && !placeholder) {
      for (const scope of scopes) {
        const [, repository = '', actions = ''] = scope.split(':')
        const words = refusalOf(asker, repository, actions.includes('push') ? 'push' : 'pull')
        // A new image may be pushed before it may be pulled.
        if (words) return refuse(words, scope)
      }
    }
    const holder = asker === 'nobody' ? 'nobody' : facts.accounts.indexOf(asker)
    return json(200, { token: `${TOKEN}${holder}` })
  }

  function identify({ authorization }: Asked): Asker | 'unasked' {
    if (authorization === undefined) return realm === undefined ? 'nobody' : 'unasked'
    if (authorization.scheme === 'basic')
      return realm === undefined ? accountOf(authorization.user, authorization.password) : 'refused'
    const holder = authorization.token.startsWith(TOKEN) ? authorization.token.slice(TOKEN.length) : undefined
    if (holder === undefined) return 'unasked'
    return holder === 'nobody' ? 'nobody' : (facts.accounts[Number(holder)] ?? 'refused')
  }

  function ping(asked: Asked): Answer {
    const welcome = json(200, {}, { 'docker-distribution-api-version': 'registry/2.0' })
    if (facts.like === 'open') return welcome
    const asker = identify(asked)
    if (asker === 'refused') return refuse(manners.badCredential)
    if (asker === 'unasked' || asker === 'nobody')
      return refuse(
        { status: 401, code: 'UNAUTHORIZED', message: 'authentication required' },
        manners.placeholderScope,
      )
    return welcome
  }

  function serve(
    image: StoredImage,
    repository: string,
    what: string,
    rest: string,
    range: Asked['range'],
  ): Answer {
    if (what === 'tags') return json(200, { name: repository, tags: image.tags })
    const found = what === 'manifests' ? image.manifests.get(rest) : image.blobs.get(rest)
    if (found) {
      const { bytes, mediaType, digest } = found
      const headers = { 'content-type': mediaType, 'docker-content-digest': digest }
      if (range === undefined || what === 'manifests') return { status: 200, headers, body: bytes }
      const last = Math.min(range[1], bytes.byteLength - 1)
      return {
        status: 206,
        headers: { ...headers, 'content-range': `bytes ${range[0]}-${last}/${bytes.byteLength}` },
        body: bytes.subarray(range[0], last + 1),
      }
    }
    return what === 'manifests'
      ? refuse({ status: 404, code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' })
      : refuse({ status: 404, code: 'BLOB_UNKNOWN', message: 'blob unknown to registry' })
  }

  return {
    realm,
    token,
    answer(asked) {
      if (asked.path === '/v2/') return ping(asked)
      const { repository, what, rest } = ENDPOINT.exec(asked.path)?.groups ?? {}
      if (repository === undefined || what === undefined || rest === undefined) return undefined
      const isUpload = what === 'blobs' && rest.startsWith('uploads/')
      const action = isUpload ? 'push' : 'pull'
      const scope = `repository:${repository}:${isUpload ? 'pull,push' : 'pull'}`
      const asker = identify(asked)
      if (asker === 'unasked')
        return refuse({ status: 401, code: 'UNAUTHORIZED', message: 'authentication required' }, scope)
      const words = refusalOf(asker, repository, action)
      if (words) return refuse(words, scope)
      if (isUpload)
        return asked.method === 'POST'
          ? { status: 202, headers: { location: `/v2/${repository}/blobs/uploads/1`, range: '0-0' } }
          : { status: 204 }
      const image = images.get(repository)
      return image ? serve(image, repository, what, rest, asked.range) : refuse(manners.absent, scope)
    },
  }
}

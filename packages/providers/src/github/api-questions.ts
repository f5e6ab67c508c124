import { type ApiAnswer, isLockedOut, isRateLimited, isReply } from './api-answer.ts'
import type { ApiClient } from './api-client.ts'
import type { Recollection } from './recollection.ts'
import type { OwnerType, Subject } from './subject.ts'

/** The first answer, and whether the token may be used for more. */
export interface Entry {
  readonly answer: ApiAnswer | undefined
  readonly open: boolean
}

/** Answers as they come; undefined for what was not asked. */
export interface ApiQuestions {
  readonly entry: Promise<Entry>
  readonly user: Promise<ApiAnswer | undefined>
  readonly owner: Promise<ApiAnswer | undefined>
  readonly membership: Promise<ApiAnswer | undefined>
  /** The owner's container packages, up to 100. */
  readonly packages: Promise<ApiAnswer | undefined>
  /** Whose list answered; undefined when neither an organization's nor a user's did. */
  readonly listedAs: Promise<OwnerType | undefined>
  package(name: string): Promise<ApiAnswer | undefined>
  /** Newest first, up to 50. */
  versions(name: string): Promise<ApiAnswer | undefined>
}

export interface ApiQuestionsOptions {
  readonly api: ApiClient
  readonly subject: Subject
  /** Nothing is known against the token: it may be sent. */
  readonly usable: boolean
  readonly recollection: Recollection
  readonly signal: AbortSignal
}

const listPath = (type: OwnerType, owner: string): string =>
  `/${type === 'user' ? 'users' : 'orgs'}/${owner}/packages`

const other = (type: OwnerType): OwnerType => (type === 'user' ? 'organization' : 'user')

/** A rejection (only ever a cancellation) is met where the answer is awaited, which may be later or never. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}

const lets = (answer: ApiAnswer | undefined): boolean =>
  isReply(answer) && answer.status !== 401 && !isLockedOut(answer) && !isRateLimited(answer)

/**
 * Asks the API everything there is to ask in two waves. The first holds one question with the token, so that a dead
 * token counts as one bad login: GitHub locks out everyone after several. It is the list of the owner's packages,
 * because the pull needs it first; it tells the rest as well as any other answer.
 * https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api#failed-login-limit
 */
export function askApi({ api, subject, usable, recollection, signal }: ApiQuestionsOptions): ApiQuestions {
  const { token, addresses } = subject
  const owner = subject.owner?.kind === 'fine' ? subject.owner.name : undefined
  const hint = (owner && recollection.ownerType(addresses.api, owner)) || 'organization'
  const ask = (path: string): Promise<ApiAnswer> => api.ask(path, token, signal)
  const askAnyone = (path: string): Promise<ApiAnswer> => api.ask(path, undefined, signal)
  const list = (type: OwnerType): string =>
    `${listPath(type, owner ?? '')}?package_type=container&per_page=100`

  async function enter(): Promise<Entry> {
    if (!usable) return { answer: owner ? await askAnyone(`/users/${owner}`) : undefined, open: false }
    const answer = await ask(owner ? list(hint) : '/user')
    return { answer, open: lets(answer) }
  }
  const entry = quiet(enter())
  const then = (
    next: (answer: ApiAnswer) => Promise<ApiAnswer> | ApiAnswer,
  ): Promise<ApiAnswer | undefined> =>
    quiet(entry.then(({ answer, open }) => (open && answer ? next(answer) : undefined)))

  async function askOwner(): Promise<ApiAnswer | undefined> {
    const { answer, open } = await entry
    if (!owner) return undefined
    if (!usable) return answer
    if (open) return ask(`/users/${owner}`)
    return isReply(answer, 401) ? askAnyone(`/users/${owner}`) : undefined
  }
  const packages = then((answer) => {
    if (!owner) return answer
    return isReply(answer, 404) ? ask(list(other(hint))) : answer
  })
  const listedAs = quiet(
    Promise.all([entry, packages]).then(([{ answer }, listed]) =>
      owner && isReply(listed, 200) ? (listed === answer ? hint : other(hint)) : undefined,
    ),
  )
  // Which kind of owner it is shows in the first answer already: the second list need not be awaited.
  const askPackage = (name: string, rest = ''): Promise<ApiAnswer | undefined> =>
    then((answer) =>
      ask(
        `${listPath(isReply(answer, 404) ? other(hint) : hint, owner ?? '')}/container/${encodeURIComponent(name)}${rest}`,
      ),
    )

  return {
    entry,
    user: then((answer) => (owner ? ask('/user') : answer)),
    owner: quiet(askOwner()),
    membership: owner ? then(() => ask(`/user/memberships/orgs/${owner}`)) : Promise.resolve(undefined),
    packages: owner ? packages : Promise.resolve(undefined),
    listedAs,
    package: (name) => askPackage(name),
    versions: (name) => askPackage(name, '/versions?per_page=50'),
  }
}

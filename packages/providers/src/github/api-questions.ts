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
  /** Of one package, newest first, up to 50. */
  versions(name: string): Promise<ApiAnswer | undefined>
}

export interface ApiQuestionsOptions {
  readonly api: ApiClient
  readonly subject: Subject
  /** Nothing is known against the token: it may be sent. */
  readonly usable: boolean
  /** The package that the pull is to be proved with, where it is known beforehand. */
  readonly packageName: string | undefined
  readonly recollection: Recollection
  readonly signal: AbortSignal
}

const basePath = (type: OwnerType, owner: string): string =>
  `/${type === 'user' ? 'users' : 'orgs'}/${owner}/packages`

const listPath = (type: OwnerType, owner: string): string =>
  `${basePath(type, owner)}?package_type=container&per_page=100`

const packagePath = (type: OwnerType, owner: string, name: string): string =>
  `${basePath(type, owner)}/container/${encodeURIComponent(name)}`

const versionsPath = (type: OwnerType, owner: string, name: string): string =>
  `${packagePath(type, owner, name)}/versions?per_page=50`

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
 * token counts as one bad login: GitHub locks out everyone after several. It is the one that the pull needs first (the
 * versions of its package, or else the list to choose one from); it tells the rest as well as any other.
 * https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api#failed-login-limit
 */
export function askApi(options: ApiQuestionsOptions): ApiQuestions {
  const { api, subject, usable, packageName, recollection, signal } = options
  const { token, addresses } = subject
  const known = subject.owner?.kind === 'fine' ? subject.owner.name : undefined
  const owner = known ?? ''
  const hint = (known && recollection.ownerType(addresses.api, known)) || 'organization'
  const ask = (path: string): Promise<ApiAnswer> => api.ask(path, token, signal)
  const askAnyone = (path: string): Promise<ApiAnswer> => api.ask(path, undefined, signal)

  function firstPath(): string {
    if (!known) return '/user'
    return packageName === undefined ? listPath(hint, owner) : versionsPath(hint, owner, packageName)
  }
  async function enter(): Promise<Entry> {
    if (!usable) return { answer: known ? await askAnyone(`/users/${owner}`) : undefined, open: false }
    const answer = await ask(firstPath())
    return { answer, open: lets(answer) }
  }
  const entry = quiet(enter())
  const then = <T>(next: (answer: ApiAnswer) => Promise<T> | T): Promise<T | undefined> =>
    quiet(entry.then(({ answer, open }) => (open && answer ? next(answer) : undefined)))

  async function askOwner(): Promise<ApiAnswer | undefined> {
    const { answer, open } = await entry
    if (!known) return undefined
    if (!usable) return answer
    if (open) return ask(`/users/${owner}`)
    return isReply(answer, 401) ? askAnyone(`/users/${owner}`) : undefined
  }

  /** The answer about whichever kind of owner knows more than 404; `first` is the one about the hint, if it is there. */
  async function askBoth(
    pathOf: (type: OwnerType) => string,
    first?: ApiAnswer,
  ): Promise<{ readonly answer: ApiAnswer; readonly type: OwnerType }> {
    const [answer, second] = await Promise.all([first ?? ask(pathOf(hint)), ask(pathOf(other(hint)))])
    return isReply(answer, 404) ? { answer: second, type: other(hint) } : { answer, type: hint }
  }

  const listed = then(async (answer) => {
    if (!known) return undefined
    const path = (type: OwnerType): string => listPath(type, owner)
    // A 404 for a list means that there is no such owner of the kind; one for versions may be about the package.
    if (isReply(answer, 404)) return askBoth(path, packageName === undefined ? answer : undefined)
    return { answer: packageName === undefined ? answer : await ask(path(hint)), type: hint }
  })

  return {
    entry,
    user: then((answer) => (known ? ask('/user') : answer)),
    owner: quiet(askOwner()),
    membership: then(() => (known ? ask(`/user/memberships/orgs/${owner}`) : undefined)),
    packages: quiet(listed.then((list) => list?.answer)),
    listedAs: quiet(listed.then((list) => (isReply(list?.answer, 200) ? list?.type : undefined))),
    package: (name) => then(async () => ask(packagePath((await listed)?.type ?? hint, owner, name))),
    versions: (name) =>
      then(async (answer) => {
        const path = (type: OwnerType): string => versionsPath(type, owner, name)
        if (isReply(answer, 404)) {
          return name === packageName ? (await askBoth(path, answer)).answer : ask(path(other(hint)))
        }
        return name === packageName ? answer : ask(path(hint))
      }),
  }
}

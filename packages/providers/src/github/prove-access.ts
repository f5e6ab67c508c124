import { type Ability, finding, type VerifyRequest } from '@fairlead/core'
import type { Party } from '../verification/network-finding.ts'
import {
  abilityOf,
  type Cause,
  found,
  notAsked,
  notProved,
  type Outcome,
  skipped,
  type Verdict,
} from '../verification/outcome.ts'
import type { PullObservation } from '../verification/pull-proof.ts'
import { isRefusal, type RegistryFailure } from '../verification/registry-failure.ts'
import type { RegistryQuestions, TaggedObservation } from '../verification/registry-questions.ts'
import { type ApiAnswer, isReply } from './api-answer.ts'
import type { ApiQuestions } from './api-questions.ts'
import { Package, type Version, Versions } from './api-schemas.ts'
import type { Diagnosis } from './diagnosis.ts'
import { packagesOf } from './judge-packages.ts'
import { judgePull, judgePush, refusesCredential } from './judge-pull.ts'
import type { RefusalContext } from './judge-token.ts'
import type { PullContext } from './pull-context.ts'
import { expandScopes, readScopes } from './scopes.ts'
import type { Subject } from './subject.ts'
import { chooseVersion, inheritsPrivacy, packageTarget, pickPackage, type Target } from './target.ts'
import { isAppToken } from './token-format.ts'

export interface ProveOptions {
  readonly subject: Subject
  /** The owner, where nothing is wrong with its name. */
  readonly owner: string | undefined
  readonly ownerCause: Cause | undefined
  readonly asked: Target | undefined
  /** Nothing speaks against the token: the registry may be asked beside the API, and not only after it. */
  readonly confident: boolean
  readonly request: VerifyRequest
  readonly party: Party
  readonly api: ApiQuestions
  readonly registry: RegistryQuestions
  readonly reached: Promise<Verdict>
  readonly diagnosis: Diagnosis
  readonly refusal: Omit<RefusalContext, 'by'>
}

export interface Proof {
  readonly outcome: Outcome
  /** Proved by doing; `no` when the registry refused for want of a right, and not of an answer. */
  readonly ability: Ability
  /** Image of the connection's owner that was pulled. */
  readonly pulled?: string | undefined
  /** What another check found that explains why the registry refused. */
  readonly cause?: Cause | undefined
}

export interface Proofs {
  readonly pull: Promise<Proof>
  readonly push: Promise<Proof>
}

const PROBE = 'fairlead-push-probe'

const unproved = (outcome: Outcome): Proof => ({ outcome, ability: 'unknown' })

function versionsOf(answer: ApiAnswer | undefined): readonly Version[] {
  const versions = isReply(answer, 200) ? Versions.safeParse(answer.json) : undefined
  return versions?.success ? versions.data : []
}

function packageOf(answer: ApiAnswer | undefined): Package | undefined {
  const seen = isReply(answer, 200) ? Package.safeParse(answer.json) : undefined
  return seen?.success ? seen.data : undefined
}

const explainsRefusal = ({ code }: Cause): boolean => !/^(?:api|network)\./.test(code)

const wasRefused = (observation: PullObservation): boolean =>
  observation.kind === 'failed' && isRefusal(observation.failure)

/** Proves by doing: pulls the beginning of a real image, and begins an upload where that was asked for. */
export function proveAccess(options: ProveOptions): Proofs {
  const { subject, owner, ownerCause, asked, confident, request } = options
  const { party, api, registry, reached, diagnosis, refusal } = options
  const anonymous = !subject.token
  const ofApp = isAppToken(subject.format)

  /** Why the registry is asked no further. */
  async function gate(): Promise<Cause | undefined> {
    const [{ cause }, { tokenCause }] = await Promise.all([reached, diagnosis.entered])
    return cause ?? tokenCause ?? ownerCause
  }

  async function findTarget(): Promise<Target | undefined> {
    if (asked || !owner) return asked
    const visible = packagesOf(await api.packages)
    const picked = visible && pickPackage(visible)
    return picked && packageTarget(owner, picked)
  }
  const target = findTarget()

  async function askVersions(): Promise<ApiAnswer | undefined> {
    const name = (await target)?.packageName
    return name === undefined ? undefined : api.versions(name)
  }
  const versions = askVersions()

  async function logIn(): Promise<RegistryFailure | undefined> {
    const early = confident && asked !== undefined
    if (!early && (await gate())) return undefined
    const chosen = await target
    return chosen && registry.authenticate({ repository: chosen.repository, actions: ['pull'] })
  }
  const login = logIn()

  /** The API's word on a package that the registry refuses. */
  async function look(
    name: string | undefined,
    visible: readonly Package[],
  ): Promise<PullContext['package']> {
    const listed = visible.find((each) => each.name.toLowerCase() === name?.toLowerCase())
    if (listed || name === undefined) return listed
    const answer = await versions
    if (isReply(answer, 404)) return 'absent'
    return isReply(answer, 200) ? packageOf(await api.package(name)) : undefined
  }

  async function context(
    { repository, packageName }: Target,
    { observation, tags = [] }: Partial<TaggedObservation> = {},
  ): Promise<PullContext> {
    const [{ ownerType, granted, needed, visible = [], login: account }, { open }, hindrance] =
      await Promise.all([diagnosis.facts, diagnosis.entered, diagnosis.hindrance])
    // To pull, nobody has to be a member: what is public or shared with the account is open to it.
    const outsider =
      hindrance?.code === 'member.missing' && observation !== undefined && packageName !== undefined
    // What keeps the API from answering explains nothing that the registry says.
    const cause = hindrance && explainsRefusal(hindrance) && !outsider ? hindrance : undefined
    const unexplained = observation !== undefined && wasRefused(observation) && cause === undefined
    return {
      party,
      links: subject.links,
      owner,
      ownerType,
      account,
      repository,
      packageName,
      platform: request.platform,
      package: unexplained ? await look(packageName, visible) : undefined,
      visible: visible.map(({ name }) => name),
      tags,
      granted,
      needed,
      anonymous,
      ofApp,
      // Nobody but the registry is asked with such a token.
      accepted: open || ofApp,
      outsider,
      cause,
      refusal,
    }
  }

  async function observe({ repository, reference }: Target): Promise<TaggedObservation> {
    const [failure, answer] = await Promise.all([login, versions])
    const known = versionsOf(answer)
    const tags = known.flatMap((version) => version.tags)
    const choice = chooseVersion(known, reference)
    if (failure) {
      return { observation: { kind: 'failed', stage: 'login', reference: choice.reference, failure }, tags }
    }
    const observation = await registry.pull({ repository, ...choice, platform: request.platform })
    return tags.length > 0 ? { observation, tags } : registry.withTags(repository, observation)
  }

  async function pull(): Promise<Proof> {
    const [cause, chosen] = await Promise.all([gate(), target])
    if (cause) return unproved(notProved(cause))
    if (!chosen) {
      const why = await diagnosis.hindrance
      const nothing = skipped('No image is visible to prove it with; name one to prove the pull.')
      return unproved(why ? notAsked(why) : nothing)
    }
    const { observation, tags } = await observe(chosen)
    const outcome = judgePull(observation, await context(chosen, { observation, tags }))
    const another = asked ? undefined : await pullAnother(chosen, outcome)
    const isOwn = observation.kind === 'pulled' && chosen.packageName !== undefined
    const pulled = isOwn ? chosen.repository : undefined
    return another ?? { outcome, ability: abilityOf(outcome, wasRefused(observation)), pulled }
  }

  /**
   * Where the package that we chose ourselves is refused and inherits from a private repository, one that does not shows
   * whether the token pulls all the same: then the refusal is a warning about some packages.
   */
  async function pullAnother(refused: Target, { findings }: Outcome): Promise<Proof | undefined> {
    const [missing] = findings.filter(({ code }) => code === 'scope.repo_missing' || code === 'pull.denied')
    const free = packagesOf(await api.packages)?.filter((each) => !inheritsPrivacy(each))
    const picked = missing && free && pickPackage(free)
    if (!picked || !owner || picked.name === refused.packageName) return undefined
    const { repository } = packageTarget(owner, picked)
    const failure = await registry.authenticate({ repository, actions: ['pull'] })
    if (failure) return undefined
    const choice = chooseVersion(versionsOf(await api.versions(picked.name)), undefined)
    const observation = await registry.pull({ repository, ...choice })
    if (observation.kind !== 'pulled') return undefined
    const warning = finding(missing.code, { ...missing, severity: 'warning' })
    const outcome = found([warning], `${repository} was pulled. ${missing.summary}`)
    return { outcome, ability: 'yes', pulled: repository }
  }

  async function push(): Promise<Proof> {
    if (!request.push) return unproved(skipped('Not asked for.'))
    if (anonymous) return unproved(skipped('Nobody pushes without a token.'))
    const [cause, chosen] = await Promise.all([gate(), target])
    if (cause) return unproved(notAsked(cause))
    const to = chosen ?? (owner ? { repository: `${owner}/${PROBE}`, packageName: PROBE } : undefined)
    if (!to) return unproved(skipped('The connection has no container registry prefix.'))
    const [before, { answer, open }] = await Promise.all([login, diagnosis.entered])
    if (before && refusesCredential(before, { anonymous, accepted: open || ofApp })) {
      return unproved(notAsked({ code: 'token.refused', text: 'the registry refused the token' }))
    }
    // Known from the first answer, so the probe need not wait for the verdict on all scopes.
    const granted = isReply(answer) ? readScopes(answer.headers.get('x-oauth-scopes')) : undefined
    if (granted && !expandScopes(granted).has('write:packages')) {
      const { push: missing } = await diagnosis.scopes
      if (missing) return { outcome: notAsked(missing), ability: 'no', cause: missing }
    }
    const failure = await registry.push(to.repository)
    const known = await context(to)
    const outcome = judgePush(failure, known)
    const ability = abilityOf(outcome, failure !== undefined && isRefusal(failure))
    return { outcome, ability, cause: outcome.status === 'skipped' ? known.cause : undefined }
  }

  const proofs = { pull: pull(), push: push() }
  for (const promise of [target, versions, login, proofs.pull, proofs.push]) promise.catch(() => {})
  return proofs
}

import type { VerifyRequest } from '@fairlead/core'
import { isAbsentTag } from '../verification/image-finding.ts'
import type { Party } from '../verification/network-finding.ts'
import { type Cause, notAsked, type Outcome, skipped, type Verdict } from '../verification/outcome.ts'
import type { PullObservation } from '../verification/pull-proof.ts'
import type { RegistryFailure } from '../verification/registry-failure.ts'
import type { RegistryQuestions } from '../verification/registry-questions.ts'
import { type ApiAnswer, isReply } from './api-answer.ts'
import type { ApiQuestions } from './api-questions.ts'
import { Package, type Version, Versions } from './api-schemas.ts'
import type { Diagnosis } from './diagnosis.ts'
import { packagesOf } from './judge-packages.ts'
import { isRefusal, judgePull, judgePush, type PullContext, refusesCredential } from './judge-pull.ts'
import type { RefusalContext } from './judge-token.ts'
import type { Subject } from './subject.ts'
import { chooseVersion, packageTarget, pickPackage, type Target } from './target.ts'

export interface ProveOptions {
  readonly subject: Subject
  /** The owner, where nothing is wrong with its name. */
  readonly owner: string | undefined
  readonly ownerCause: Cause | undefined
  readonly asked: Target | undefined
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
  /** The registry refused: not for want of an answer, but of a right. */
  readonly refused: boolean
}

const PROBE = 'fairlead-push-probe'

const unproved = (outcome: Outcome): Proof => ({ outcome, refused: false })

function versionsOf(answer: ApiAnswer | undefined): readonly Version[] {
  const versions = isReply(answer, 200) ? Versions.safeParse(answer.json) : undefined
  return versions?.success ? versions.data : []
}

function packageOf(answer: ApiAnswer | undefined): Package | 'absent' | undefined {
  if (!isReply(answer)) return undefined
  if (answer.status === 404) return 'absent'
  const seen = Package.safeParse(answer.json)
  return answer.status === 200 && seen.success ? seen.data : undefined
}

/** Proves by doing: pulls the beginning of a real image, and begins an upload where that was asked for. */
export function proveAccess(options: ProveOptions): {
  readonly pull: Promise<Proof>
  readonly push: Promise<Proof>
} {
  const { subject, owner, ownerCause, asked, request, party, api, registry, reached, diagnosis, refusal } =
    options
  const anonymous = !subject.token

  /** Why the registry is not asked at all. A dead token is not shown to it: that would be one more bad login. */
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
  const seen = target.then((found) =>
    asked && found?.packageName ? api.package(found.packageName).then(packageOf) : undefined,
  )
  const versions = target.then((found) =>
    found?.packageName ? api.versions(found.packageName).then(versionsOf) : [],
  )
  const login = Promise.all([gate(), target]).then(([cause, found]) =>
    cause || !found ? undefined : registry.authenticate({ repository: found.repository, actions: ['pull'] }),
  )

  async function context(repository: string, packageName: string | undefined): Promise<PullContext> {
    const [facts, { open }, known, cause, tags] = await Promise.all([
      diagnosis.facts,
      diagnosis.entered,
      seen,
      diagnosis.hindrance,
      versions,
    ])
    const { ownerType, granted, needed, visible = [] } = facts
    return {
      party,
      links: subject.links,
      owner,
      ownerType,
      repository,
      packageName,
      platform: request.platform,
      package: known ?? visible.find(({ name }) => name === packageName),
      visible: visible.map(({ name }) => name),
      tags: tags.flatMap((version) => version.tags),
      granted,
      needed,
      anonymous,
      accepted: open,
      cause,
      refusal,
    }
  }

  async function observe({ repository, reference }: Target): Promise<PullObservation> {
    const [failure, known] = await Promise.all([login, versions])
    const choice = chooseVersion(known, reference)
    if (failure) return { kind: 'failed', stage: 'login', reference: choice.reference, failure }
    return registry.pull({ repository, ...choice, platform: request.platform })
  }

  /** For the hint at an absent tag, where the API did not tell the tags. */
  const tagsInstead = async (repository: string, observation: PullObservation): Promise<readonly string[]> =>
    isAbsentTag(observation) ? registry.tags(repository) : []

  async function pull(): Promise<Proof> {
    const [cause, found] = await Promise.all([gate(), target])
    if (cause) return unproved(notAsked(cause))
    if (!found) {
      const why = await diagnosis.hindrance
      return unproved(
        why ? notAsked(why) : skipped('No image is visible to prove it with; name one to prove the pull.'),
      )
    }
    const observation = await observe(found)
    const known = await context(found.repository, found.packageName)
    const tags = known.tags.length > 0 ? known.tags : await tagsInstead(found.repository, observation)
    const outcome = judgePull(observation, { ...known, tags })
    return { outcome, refused: observation.kind === 'failed' && isRefusal(observation.failure) }
  }

  async function push(): Promise<Proof> {
    if (!request.push) return unproved(skipped('Not asked for.'))
    if (anonymous) return unproved(skipped('Nobody pushes without a token.'))
    const [cause, found] = await Promise.all([gate(), target])
    if (cause) return unproved(notAsked(cause))
    const repository = found?.repository ?? (owner && `${owner}/${PROBE}`)
    if (!repository) return unproved(skipped('The connection has no container registry prefix.'))
    const before: RegistryFailure | undefined = await login
    const about = await context(repository, found?.packageName)
    if (before && refusesCredential(before, about)) {
      return unproved(notAsked({ code: 'token.refused', text: 'the registry refused the token' }))
    }
    const { push: missing } = await diagnosis.scopes
    if (missing) return { outcome: notAsked(missing), refused: true }
    const failure = await registry.push(repository)
    return { outcome: judgePush(failure, about), refused: failure !== undefined && isRefusal(failure) }
  }

  const proofs = { pull: pull(), push: push() }
  for (const promise of [target, seen, versions, login, proofs.pull, proofs.push]) promise.catch(() => {})
  return proofs
}

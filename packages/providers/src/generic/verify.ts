import type { Ability, Clock, RegistryCredential, Verification, VerifyRequest } from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import { openChecklist } from '../verification/checklist.ts'
import {
  abilityOf,
  type Cause,
  notAsked,
  type Outcome,
  skipped,
  type Verdict,
} from '../verification/outcome.ts'
import { isRefusal } from '../verification/registry-failure.ts'
import { askRegistry, judgeRegistry } from '../verification/registry-questions.ts'
import { scrubber } from '../verification/scrub.ts'
import { readImage } from './image.ts'
import { type AccessContext, judgeLogin, judgePull, judgePush } from './judge.ts'

export interface GenericSetup {
  readonly url: string
  readonly credential: RegistryCredential | undefined
  readonly fetch: Fetch
  readonly clock: Clock
  /** Milliseconds that one question may take. */
  readonly limitMs: number
}

interface Proof {
  readonly outcome: Outcome
  readonly ability: Ability
}

const PROBE = 'fairlead-push-probe'

const unproved = (outcome: Outcome): Proof => ({ outcome, ability: 'unknown' })

/**
 * Reaches the registry, logs in, and pulls (and pushes, where asked) if an image is named. Throws
 * `operation.canceled` when the signal fires and `image.reference_invalid` for `request.image`.
 */
export async function verifyGeneric(
  { url, credential, fetch, clock, limitMs }: GenericSetup,
  request: VerifyRequest,
  signal: AbortSignal,
): Promise<Verification> {
  const asked = request.image === undefined ? undefined : readImage(request.image, url)
  const party = { name: 'registry', address: url }
  const checks = openChecklist({ clock, request, signal, scrub: scrubber(credential) })
  const registry = askRegistry({ url, credential, fetch, limitMs, signal })
  const anonymous = credential === undefined
  const context: AccessContext = {
    party,
    repository: asked?.repository ?? PROBE,
    platform: request.platform,
    tags: [],
    anonymous,
  }

  const reached = registry.ping().then((answer) => judgeRegistry(party, answer))

  async function logIn(): Promise<Verdict> {
    const { cause } = await reached
    if (cause) return { outcome: notAsked(cause) }
    if (anonymous) return { outcome: skipped('The connection is anonymous: there is no credential.') }
    return judgeLogin(party, await registry.authenticate())
  }
  const login = logIn()
  const hindrance = Promise.all([reached, login]).then(
    (verdicts): Cause | undefined => verdicts.find(({ cause }) => cause)?.cause,
  )

  async function pull(): Promise<Proof> {
    const cause = await hindrance
    if (cause) return unproved(notAsked(cause))
    if (!asked) return unproved(skipped('Name an image to prove the pull.'))
    const pulled = await registry.pull({ ...asked, platform: request.platform })
    const { observation, tags } = await registry.withTags(asked.repository, pulled)
    const outcome = judgePull(observation, { ...context, tags })
    const refused = observation.kind === 'failed' && isRefusal(observation.failure)
    return { outcome, ability: abilityOf(outcome, refused) }
  }

  async function push(): Promise<Proof> {
    if (!request.push) return unproved(skipped('Not asked for.'))
    const cause = await hindrance
    if (cause) return unproved(notAsked(cause))
    // Where nothing asks for a login, the pull is the first to learn that the credential is no good.
    const { outcome } = await pulling
    const refused = outcome.findings.find(({ code }) => code === 'token.refused')
    if (refused)
      return unproved(notAsked({ code: refused.code, text: 'the registry refuses the credential' }))
    const failure = await registry.push(context.repository)
    const pushed = judgePush(failure, context)
    return { outcome: pushed, ability: abilityOf(pushed, failure !== undefined && isRefusal(failure)) }
  }

  const pulling = pull()
  const proofs = { pull: pulling, push: push() }
  for (const promise of [reached, login, hindrance, proofs.pull, proofs.push]) promise.catch(() => {})
  const after = reached.catch(() => {})
  checks.run({ id: 'registry.reachable', title: 'Registry' }, async () => (await reached).outcome)
  checks.run({ id: 'credential.accepted', title: 'Credential', after }, async () => (await login).outcome)
  checks.run({ id: 'registry.pull', title: 'Pull', after }, async () => (await proofs.pull).outcome)
  checks.run({ id: 'registry.push', title: 'Push', after }, async () => (await proofs.push).outcome)
  return checks.conclude(async () => ({
    capabilities: {
      list: 'unknown',
      pull: (await proofs.pull).ability,
      push: (await proofs.push).ability,
      delete: 'unknown',
    },
    credential: credential ? { type: 'password', login: credential.username } : { type: 'anonymous' },
  }))
}

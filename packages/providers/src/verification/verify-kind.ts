import type { Ability, Verification, VerifyRequest } from '@fairlead/core'
import { type AskedImage, readImage } from './asked-image.ts'
import { openChecklist } from './checklist.ts'
import { type AccessContext, judgeLogin, judgePull, judgePush, refusalCause } from './judge-access.ts'
import type { Exchanged, KindVerification, Listing, SideCheck } from './kind-verification.ts'
import { listCatalog } from './listing.ts'
import { abilityOf, type Cause, notAsked, type Outcome, skipped, type Verdict } from './outcome.ts'
import { isRefusal } from './registry-failure.ts'
import { askRegistry, isFailure, judgeRegistry, type RegistryQuestions } from './registry-questions.ts'
import { scrubAll } from './scrub.ts'

interface Proof {
  readonly outcome: Outcome
  readonly ability: Ability
}

const PROBE = 'fairlead-push-probe'
/** Repositories that are looked at for one with a tag, where no image is named. */
const CANDIDATES = 3

const unproved = (outcome: Outcome): Proof => ({ outcome, ability: 'unknown' })

/** What an exchange and the ping meet alike: the same host, the same clock, or the same way out of this network. */
const isShared = (code: string): boolean => code === 'clock.skewed' || code.startsWith('network.')

/** What both the exchange and the ping meet is told once. */
function unlessTold({ outcome: { findings }, cause }: Exchanged, verdict: Verdict): Verdict {
  const told = verdict.outcome.findings.some(({ code, summary }) =>
    findings.some((each) => each.code === code && (each.summary === summary || isShared(code))),
  )
  return told && cause ? { outcome: notAsked(cause), cause } : verdict
}

// Signatures, attestations and lists of parts hang on an image by tags of their own, and are none.
// https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md
const BESIDE_AN_IMAGE = /^sha256-[0-9a-f]{64}(?:\.[a-z]+)?$/

/** The first of the listed images that has a tag, at its newest as far as the registry's order tells. */
async function pickImage(registry: RegistryQuestions, { images }: Listing): Promise<AskedImage | undefined> {
  for (const { repository } of images.slice(0, CANDIDATES)) {
    const answer = await registry.tags(repository)
    if (isFailure(answer)) continue
    const tags = answer.filter((tag) => !BESIDE_AN_IMAGE.test(tag))
    const reference = tags.includes('latest') ? 'latest' : tags.at(-1)
    if (reference !== undefined) return { repository, reference }
  }
  return undefined
}

/**
 * The way that all kinds take: reach the registry, make the credential, log in, list, pull a real image down to a
 * platform's manifest and a blob, push where asked. What a check finds out about another's cause skips it. Throws
 * `operation.canceled` when the signal fires and `image.reference_invalid` for `request.image`.
 */
export async function verifyKind(
  kind: KindVerification,
  request: VerifyRequest,
  signal: AbortSignal,
): Promise<Verification> {
  const { url, fetch, clock, limitMs, exchange, words = {} } = kind
  const named = request.image === undefined ? undefined : readImage(request.image, url)
  const party = { name: 'registry', address: url }
  const anonymous = kind.credential === undefined && exchange === undefined
  const known = [...kind.secrets, ...(kind.credential ? [kind.credential] : [])]
  const checks = openChecklist({ clock, request, signal, scrub: (value) => scrubAll(known)(value) })

  async function makeCredential(): Promise<Exchanged> {
    const made = exchange ? await exchange.run() : { outcome: skipped(''), credential: kind.credential }
    if (made.credential) known.push(made.credential)
    return made
  }
  const exchanged = makeCredential()
  const open = exchanged.then(({ credential }) =>
    askRegistry({
      url,
      credential,
      fetch,
      limitMs,
      signal,
      ...(kind.trustRealm ? { trustRealm: kind.trustRealm } : {}),
      usualRealm: kind.usualRealm,
    }),
  )
  const reached = open.then(async (registry) =>
    unlessTold(await exchanged, judgeRegistry(party, await registry.ping(), clock)),
  )

  const sideChecks = kind.beside ?? []
  const beside = sideChecks
    .filter(({ when = 'at-once' }) => when === 'at-once')
    .map((check) => ({ ...check, verdict: check.run(open) }))
  const before = Promise.all([exchanged, reached, ...beside.map(({ verdict }) => verdict)]).then(
    (verdicts): Cause | undefined => verdicts.find(({ cause }) => cause)?.cause,
  )

  async function logIn(): Promise<Verdict> {
    const cause = await before
    if (cause) return { outcome: notAsked(cause) }
    if (anonymous) return { outcome: skipped('There is no credential: the registry is asked anonymously.') }
    return judgeLogin(party, await (await open).authenticate(), words)
  }
  const login = logIn()
  const hindrance = Promise.all([before, login]).then(([cause, verdict]) => cause ?? verdict.cause)

  async function list(): Promise<Listing> {
    const cause = await hindrance
    if (cause) return { ability: 'unknown', outcome: notAsked(cause), images: [] }
    const registry = await open
    return kind.list ? kind.list(registry) : listCatalog(party, registry)
  }
  const listing = list()

  async function contextOf(
    asked: AskedImage | undefined,
    tags: readonly string[] = [],
    visible: readonly string[] = [],
  ): Promise<AccessContext> {
    const [answer, { cause }] = await Promise.all([(await open).ping(), login])
    return {
      party,
      repository: asked?.repository ?? PROBE,
      platform: request.platform,
      tags,
      visible,
      anonymous,
      loggedIn: !anonymous && cause === undefined && !isFailure(answer) && answer.challenge !== undefined,
    }
  }
  const image = (async () => {
    if (named) return named
    const cause = await hindrance
    return cause ? undefined : pickImage(await open, await listing)
  })()

  async function pull(): Promise<Proof> {
    const cause = await hindrance
    if (cause) return unproved(notAsked(cause))
    const asked = await image
    if (!asked) return unproved(skipped('Name an image to prove the pull.'))
    const registry = await open
    const pulled = await registry.pull({ ...asked, platform: request.platform })
    const { observation, tags } = await registry.withTags(asked.repository, pulled)
    // A kind's words on what went wrong may be about what its list shows.
    const listed = observation.kind === 'pulled' ? [] : (await listing).images
    const visible = listed.map(({ repository }) => repository)
    const outcome = judgePull(observation, await contextOf(asked, tags, visible), words)
    const refused = observation.kind === 'failed' && isRefusal(observation.failure)
    return { outcome, ability: abilityOf(outcome, refused) }
  }
  const pulling = pull()

  async function push(): Promise<Proof> {
    if (!request.push) return unproved(skipped('Not asked for.'))
    const cause = await hindrance
    if (cause) return unproved(notAsked(cause))
    // Where nothing asks for a login, the pull is the first to learn that the credential is no good.
    const { outcome } = await pulling
    const refused = outcome.findings.find(({ code }) => /^(token|scope|account)\./.test(code))
    if (refused) return unproved(notAsked(refusalCause(refused.code)))
    const context = await contextOf(await image)
    const failure = await (await open).push(context.repository)
    if (failure !== undefined) await listing
    const pushed = judgePush(failure, context, words)
    return { outcome: pushed, ability: abilityOf(pushed, failure !== undefined && isRefusal(failure)) }
  }
  const pushing = push()

  async function runLater(check: SideCheck): Promise<Outcome> {
    const cause = await hindrance
    if (cause) return notAsked(cause)
    if (check.when === 'after-pull') await pulling
    return (await check.run(open)).outcome
  }
  const later = (wanted: SideCheck['when']) =>
    sideChecks.filter(({ when }) => when === wanted).map((check) => ({ ...check, outcome: runLater(check) }))
  const afterLogin = later('after-login')
  const afterPull = later('after-pull')

  const pending = [exchanged, open, reached, before, login, hindrance, listing, image, pulling, pushing]
  const sides = [
    ...beside.map(({ verdict }) => verdict),
    ...[...afterLogin, ...afterPull].map((each) => each.outcome),
  ]
  for (const promise of [...pending, ...sides]) promise.catch(() => {})
  const after = reached.catch(() => {})
  if (exchange) {
    checks.run({ id: exchange.id, title: exchange.title }, async () => (await exchanged).outcome)
  }
  checks.run({ id: 'registry.reachable', title: 'Registry' }, async () => (await reached).outcome)
  for (const { id, title, verdict } of beside) checks.run({ id, title }, async () => (await verdict).outcome)
  checks.run({ id: 'credential.accepted', title: 'Credential', after }, async () => (await login).outcome)
  for (const { id, title, outcome } of afterLogin) checks.run({ id, title, after }, () => outcome)
  checks.run({ id: 'registry.list', title: 'Images', after }, async () => (await listing).outcome)
  checks.run({ id: 'registry.pull', title: 'Pull', after }, async () => (await pulling).outcome)
  for (const { id, title, outcome } of afterPull) checks.run({ id, title, after }, () => outcome)
  checks.run({ id: 'registry.push', title: 'Push', after }, async () => (await pushing).outcome)
  return checks.conclude(async () => {
    const [listed, pulled, pushed, judged] = await Promise.all([
      listing,
      pulling,
      pushing,
      kind.abilities?.(),
    ])
    const { delete: remove, webhook } = judged ?? {}
    return {
      capabilities: {
        list: listed.ability,
        pull: pulled.ability,
        push: pushed.ability,
        delete: remove?.ability ?? 'unknown',
        webhook: webhook?.ability ?? 'unknown',
      },
      grounds: {
        list: listed.outcome.detail,
        pull: pulled.outcome.detail,
        push: pushed.outcome.detail,
        delete: remove?.because ?? 'Not proved: nothing is ever deleted to find out.',
        webhook: webhook?.because ?? 'Not proved: the registry does not tell.',
      },
      credential: await kind.facts(),
    }
  })
}

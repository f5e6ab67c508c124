import type { Clock, RegistryConnection, Verification, VerifyRequest } from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import { type Checklist, openChecklist } from '../verification/checklist.ts'
import { notAsked, type Verdict } from '../verification/outcome.ts'
import { askRegistry, judgeRegistry } from '../verification/registry-questions.ts'
import { scrubber } from '../verification/scrub.ts'
import type { GithubAddresses } from './addresses.ts'
import { createApiClient } from './api-client.ts'
import { askApi } from './api-questions.ts'
import { concludeCapabilities, concludeCredential, concludeMembership } from './conclusions.ts'
import { type Diagnosis, diagnose, NO_TOKEN } from './diagnosis.ts'
import { apiParty } from './judge-api.ts'
import { judgeOwnerName } from './judge-owner.ts'
import { judgeFormat } from './judge-token.ts'
import { type Proofs, proveAccess } from './prove-access.ts'
import type { Recollection } from './recollection.ts'
import { credentialOf, readSubject, type Subject } from './subject.ts'
import { readTarget } from './target.ts'
import { isAppToken } from './token-format.ts'

export interface VerifySetup {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly addresses: GithubAddresses
  readonly recollection: Recollection
  /** Milliseconds that one question may take. */
  readonly limitMs: number
  /** Whether the kind may be used without a token. */
  readonly anonymousAllowed: boolean
}

interface Judged {
  readonly format: Verdict
  readonly diagnosis: Diagnosis
  readonly reached: Promise<Verdict>
  readonly proofs: Proofs
}

/** One line for each check, in the order in which a person reads them. */
function runChecks(checks: Checklist, { format, diagnosis, reached, proofs }: Judged): void {
  const { entered, accepted, expiry, scopes, owner, access, packages } = diagnosis
  // These wait for the first answer, so their own time begins there.
  const after = entered.catch(() => {})
  const outcome = ({ outcome }: Pick<Verdict, 'outcome'>) => outcome
  checks.run({ id: 'token.format', title: 'Token format' }, () => format.outcome)
  checks.run({ id: 'api.reachable', title: 'GitHub API' }, async () => {
    const { reachable } = await entered
    return reachable?.outcome ?? (format.cause ? notAsked(format.cause) : NO_TOKEN)
  })
  checks.run({ id: 'token.accepted', title: 'Token accepted' }, () => accepted)
  checks.run({ id: 'token.expiry', title: 'Token expiry', after }, () => expiry)
  checks.run({ id: 'token.scopes', title: 'Token scopes', after }, () => scopes.then(outcome))
  checks.run({ id: 'owner.exists', title: 'Container registry prefix', after }, () => owner.then(outcome))
  checks.run({ id: 'organization.policy', title: 'Policy of the organization', after }, () =>
    access.then(({ policy }) => policy.outcome),
  )
  checks.run({ id: 'organization.sso', title: 'Single sign-on', after }, () =>
    access.then(({ sso }) => sso.outcome),
  )
  checks.run({ id: 'organization.membership', title: 'Membership', after }, () =>
    concludeMembership(diagnosis, proofs),
  )
  checks.run({ id: 'packages.visible', title: 'Visible packages' }, () => packages.then(outcome))
  checks.run({ id: 'registry.reachable', title: 'Registry' }, () => reached.then(outcome))
  checks.run({ id: 'registry.pull', title: 'Pull', after }, () => proofs.pull.then(outcome))
  checks.run({ id: 'registry.push', title: 'Push', after }, () => proofs.push.then(outcome))
}

/** Probably dead: then it is shown to the API alone first, and to nobody else if that refuses it. */
const isDoubtful = ({ format }: Subject, { knownExpiry }: VerifyRequest, clock: Clock): boolean =>
  (format !== undefined && 'checksum' in format && format.checksum === 'differs') ||
  (knownExpiry != null && Date.parse(knownExpiry) <= clock.now().getTime())

/**
 * The whole diagnosis of a GitHub connection. Questions go out as early as the answers that they need allow; each
 * check awaits its own. A check that another one's finding explains is skipped and names it, so that one cause is one
 * finding. Throws `operation.canceled` when the signal fires and `image.reference_invalid` for `request.image`.
 */
export async function verifyGithub(
  setup: VerifySetup,
  connection: RegistryConnection,
  request: VerifyRequest,
  signal: AbortSignal,
): Promise<Verification> {
  const { clock, fetch, limitMs, addresses, recollection, anonymousAllowed } = setup
  const subject = readSubject(connection, addresses)
  const { token } = subject
  const credential = credentialOf(connection)
  const owner = subject.owner?.kind === 'fine' ? subject.owner.name : undefined
  const asked = request.image === undefined ? undefined : readTarget(request.image, addresses.registry, owner)
  // Without a token a prefix alone is an unfinished form; with an image it is a question about that image.
  const anonymous = !token && anonymousAllowed && (subject.owner === undefined || asked !== undefined)

  const scrub = scrubber(credential)
  const checks = openChecklist({ clock, request, signal, scrub })
  const format = judgeFormat(subject, anonymous)
  const usable = token !== undefined && format.cause === undefined
  const party = apiParty(addresses.api)
  const api = askApi({
    api: createApiClient({ api: addresses.api, fetch, limitMs, scrub }),
    subject,
    usable: usable && !isAppToken(subject.format),
    packageName: asked?.packageName,
    recollection,
    signal,
  })
  const ours = [addresses.registry, addresses.api, addresses.web].map((address) => new URL(address).origin)
  const registry = askRegistry({
    url: addresses.registry,
    credential,
    fetch,
    limitMs,
    signal,
    usualRealm: `${addresses.registry}/token`,
    trustRealm: (realm) => ours.includes(realm.origin),
  })
  const registryParty = { name: 'registry', address: addresses.registry }
  const reached = registry.ping().then((answer) => judgeRegistry(registryParty, answer, clock))
  reached.catch(() => {})

  const diagnosis = diagnose({ setup, subject, request, api, party, format })
  const proofs = proveAccess({
    subject,
    owner,
    ownerCause: subject.owner && judgeOwnerName(subject.owner)?.cause,
    asked,
    confident: anonymous || (usable && !isDoubtful(subject, request, clock)),
    request,
    party: registryParty,
    api,
    registry,
    reached,
    diagnosis,
    refusal: { knownExpiry: request.knownExpiry, clock },
  })
  runChecks(checks, { format, diagnosis, reached, proofs })
  return checks.conclude(async () => ({
    ...(await concludeCapabilities(subject, diagnosis, proofs)),
    credential: await concludeCredential(subject, diagnosis, api, proofs),
  }))
}

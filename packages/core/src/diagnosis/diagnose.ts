import { AppError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import { addressOfHost, writtenAddress } from './attempt-connections.ts'
import { type DiagnosisPorts, makeAttempts } from './attempts.ts'
import { byCause, causeOf } from './cause.ts'
import { isOfHost } from './choose-identity.ts'
import { anotherWorks } from './conclusions/another-works.ts'
import { assumedHost } from './conclusions/assumed-host.ts'
import { brokenPublicPull } from './conclusions/broken-public-pull.ts'
import { emptyCredential } from './conclusions/empty-credential.ts'
import { hiddenImage } from './conclusions/hidden-image.ts'
import { passingFault } from './conclusions/passing-fault.ts'
import { raised } from './conclusions/raised.ts'
import { unusedCredential } from './conclusions/unused-credential.ts'
import type { Attempt, Diagnosis, DiagnosisRequest, Identity } from './diagnosis.ts'
import { otherImage, withTagOf } from './explain/other-image.ts'
import { type LineReading, readLine } from './explain/read-line.ts'
import { testCauses } from './explain/test-causes.ts'
import { misspelledHost } from './misspelled-host.ts'
import { readSubject, type Subject } from './read-subject.ts'
import { isAnonymous, pulls, type Situation, withWhom } from './situation.ts'

export type { DiagnosisPorts } from './attempts.ts'

// Of hosts that an image without one may be of.
const MOST_HOSTS = 4

/**
 * What is the matter with an image, for everyone who might pull it: asks as nobody and with each identity of its
 * host, says which one would be used, and draws the conclusions that only the answers together allow. What
 * registries answer is data. Throws `image.reference_invalid` and `request.invalid` for a subject that is none, and
 * `operation.canceled` when the signal fires.
 */
export async function diagnose(
  ports: DiagnosisPorts,
  identities: readonly Identity[],
  request: DiagnosisRequest,
  signal: AbortSignal,
): Promise<Diagnosis> {
  if (signal.aborted) throw canceled(signal)
  const reading = request.line?.trim() ? readLine(request.line) : undefined
  const options = { hasOwners: (host: string) => ports.providers.forHost(host).kind.startsWith('GITHUB') }
  const named = readSubject(request.subject.trim() || reading?.image || reading?.host || '', options)
  const subject = reading ? withTagOf(reading, named, options) : named
  const asked = complete(request, reading)
  const attempts = await makeAttempts(ports, identities, subject, asked, signal)
  const situation = situationOf(subject, attempts, identities)
  const foundAt = await lookElsewhere(ports, identities, situation, asked, signal)
  const findings = conclude(situation, {
    reading,
    foundAt,
    noticed: request.noticed ?? [],
    sameCredential: request.sameCredential ?? false,
    hostKnown: knowsHost(identities, subject) || request.address !== undefined,
  })
  const cause = causeOf(findings)
  return {
    ok: cause === undefined,
    subject: subject.name,
    attempts,
    choice: choiceOf(situation),
    ...(cause ? { cause } : {}),
    findings,
    ...(reading
      ? {
          explanation: testCauses(
            reading,
            { attempts, findings },
            {
              push: asked.push,
              platform: asked.platform !== undefined,
              sameCredential: asked.sameCredential ?? false,
              other: otherImage(reading, subject),
            },
          ),
        }
      : {}),
  }
}

const canceled = (signal: AbortSignal): AppError =>
  new AppError('operation.canceled', 'The diagnosis was canceled.', { cause: signal.reason })

/** The request with what the line tells of it. */
function complete(
  request: DiagnosisRequest,
  reading: LineReading | undefined,
): DiagnosisRequest & { readonly push: boolean } {
  const platform = request.platform ?? reading?.platform
  const address = request.address ?? writtenAddress(request.subject)
  return {
    ...request,
    ...(address ? { address } : {}),
    push: request.push ?? reading?.push ?? false,
    ...(platform ? { platform } : {}),
  }
}

function situationOf(
  subject: Subject,
  attempts: readonly Attempt[],
  identities: readonly Identity[],
): Situation {
  const chosen = attempts.find((attempt) => attempt.chosen)
  const anonymous = attempts.find(isAnonymous)
  if (!chosen || !anonymous) throw new AppError('internal', 'A diagnosis without its attempts.')
  return {
    subject,
    chosen,
    anonymous,
    stored: attempts.filter((attempt) => !isAnonymous(attempt)),
    identityOf: ({ identity }) => identities.find(({ id }) => id === identity.id),
  }
}

const knowsHost = (identities: readonly Identity[], { host }: Subject): boolean =>
  identities.some(({ connection }) => isOfHost(connection.url, host))

/** The host that gives an image that was named without one, where Docker Hub does not. */
async function lookElsewhere(
  ports: DiagnosisPorts,
  identities: readonly Identity[],
  { subject, chosen }: Situation,
  request: DiagnosisRequest & { readonly push: boolean },
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!subject.hostAssumed || !subject.image || pulls(chosen)) return undefined
  const { platform } = request
  const image = subject.image.replace(/^library\//, '')
  const hosts = new Set([
    ...identities.map(({ connection }) => new URL(connection.url).host),
    ...(request.elsewhere ?? []).map((host) => new URL(addressOfHost(host)).host),
  ])
  for (const host of [...hosts]
    .filter((each) => !isOfHost(`https://${each}`, subject.host))
    .slice(0, MOST_HOSTS)) {
    const there = readSubject(`${host}/${image}`, { hasOwners: () => false })
    const asked = { subject: there.name, push: false, ...(platform ? { platform } : {}) }
    const attempts = await makeAttempts(ports, identities, there, asked, signal)
    if (attempts.some(pulls)) return host
  }
  return undefined
}

/** What is known beside the attempts. */
interface Known {
  readonly reading: LineReading | undefined
  readonly foundAt: string | undefined
  readonly noticed: readonly Finding[]
  readonly sameCredential: boolean
  readonly hostKnown: boolean
}

/** Findings of the chosen attempt and of all together, the cause first. */
function conclude(
  situation: Situation,
  { reading, foundAt, noticed, sameCredential, hostKnown }: Known,
): readonly Finding[] {
  const { subject, chosen } = situation
  const broken = brokenPublicPull(situation)
  const another = anotherWorks(situation)
  const assumed = assumedHost(situation, foundAt)
  const misspelled = hostKnown ? undefined : misspelledHost(subject.host, subject.name)
  const told = [...subject.findings, ...(misspelled ? [misspelled] : []), ...assumed, ...broken, ...another]
  const explained = told.some(({ severity, code }) => severity === 'error' && EXPLAINS.has(code))
  const raise = raised(situation, { explained, reading })
  const own = chosen.verification.checks.flatMap(({ id, findings }) =>
    findings.map((finding) => ({ finding: raise(finding), beside: id.startsWith('api.') })),
  )
  const together = [
    ...told,
    ...(another.length > 0 || broken.length > 0 ? [] : hiddenImage(situation)),
    ...(sameCredential ? [] : unusedCredential(situation, reading)),
    ...passingFault(situation, reading),
    ...emptyCredential(situation, noticed, reading),
  ]
  return byCause([...together.map((finding) => ({ finding, beside: false })), ...own])
}

// Errors that the chosen attempt's own ones follow from.
const EXPLAINS: ReadonlySet<string> = new Set([
  'credential.breaks_public_pull',
  'identity.another_works',
  'image.host_assumed',
  'image.host_misspelled',
])

function choiceOf({ chosen, stored, subject }: Situation): string {
  if (!isAnonymous(chosen)) return `It is pulled ${withWhom(chosen)}: ${chosen.reason}.`
  return stored.length === 0
    ? `It is pulled anonymously: nothing is stored for ${subject.host}.`
    : `It is pulled anonymously: nothing that is stored for ${subject.host} fits it.`
}

import {
  type CauseState,
  type Diagnosis,
  diagnose,
  type Identity,
  type Platform,
  type Providers,
  parsePlatform,
} from '@fairlead/core'
import { createProviders } from '@fairlead/providers'
import type { DiagnosisCase } from './case-file.ts'
import { COMPANY_AUTHORITY } from './certificates.ts'
import { startWorld } from './world.ts'

/** What came of a case. */
export interface CaseOutcome {
  readonly diagnosis: Diagnosis
  /** The cause that was named; `none` where nothing is wrong. */
  readonly named: string
  /** What was asked of the case's hosts, and answered. */
  readonly seen: readonly string[]
  /** Each thing that is not as the case expects, as a sentence; empty when the case holds. */
  readonly misses: readonly string[]
}

// A host that never answers is given up on soon; the others answer at once, however busy the machine is.
const SILENT_LIMIT_MS = 300
const LIMIT_MS = 10_000

function readPlatform(text: string): Platform {
  const platform = parsePlatform(text)
  if (!platform) throw new Error(`"${text}" is no platform.`)
  return platform
}

function openIdentities({ did }: DiagnosisCase, providers: Providers): readonly Identity[] {
  return did.identities.map((given, place) => {
    const provider = providers.get(given.kind)
    if (!provider) throw new Error(`Nothing speaks ${given.kind}.`)
    const parsed = provider.parse({ url: given.url ?? provider.form.url, config: given.config })
    const transport = {
      ...(given.skipTlsVerify ? { skipTlsVerify: true } : {}),
      ...(given.trustsCompany ? { caCertificates: COMPANY_AUTHORITY } : {}),
    }
    return {
      id: `identity-${place}`,
      name: given.name,
      repositoryPrefix: given.prefix,
      connection: {
        kind: given.kind,
        ...parsed,
        ...(Object.keys(transport).length > 0 ? { transport } : {}),
      },
      ...(given.source ? { source: given.source } : {}),
      ...(given.knownExpiry ? { knownExpiry: given.knownExpiry } : {}),
    }
  })
}

/** Every secret that the case holds, in the forms in which it travels. */
function secretsOf({ world }: DiagnosisCase, identities: readonly Identity[]): readonly string[] {
  const held = Object.values(world.hosts).flatMap(({ registry, github }) => [
    ...(registry?.accounts ?? []).map(({ password }) => password),
    ...(github?.tokens ?? []).map(({ token }) => token),
  ])
  const given = identities.flatMap(({ connection: { secrets, config } }) =>
    Object.values(secrets).flatMap((secret) => [
      secret.reveal(),
      Buffer.from(`${config.username ?? ''}:${secret.reveal()}`).toString('base64'),
    ]),
  )
  return [...new Set([...held, ...given])]
}

/** Each state holds just the codes that the case says. */
function missesOfLine(
  expect: DiagnosisCase['expect'],
  explanation: Diagnosis['explanation'],
): readonly string[] {
  const misses: string[] = []
  const compare = (state: CauseState, wanted: readonly string[] | undefined, word: string): void => {
    if (!wanted) return
    const got = explanation?.causes.filter((each) => each.state === state) ?? []
    for (const { code, because } of got)
      if (!wanted.includes(code)) misses.push(`${code} is ${word} of the line, and is not: ${because}`)
    for (const code of wanted)
      if (!got.some((each) => each.code === code)) {
        const is = explanation?.causes.find((each) => each.code === code)
        misses.push(
          `${code} is not ${word} of the line but ${is ? `${is.state}: ${is.because}` : 'not told'}`,
        )
      }
  }
  compare('confirmed', expect.confirmed, 'confirmed')
  compare('not-testable', expect.possible, 'not known')
  compare('ruled-out', expect.ruledOut, 'ruled out')
  return misses
}

function missesOf(
  { expect }: DiagnosisCase,
  { findings, cause, attempts, explanation }: Diagnosis,
  secrets: readonly string[],
  told: string,
): readonly string[] {
  const codes = findings.map(({ code }) => code)
  const misses: string[] = []
  if ((cause ?? 'none') !== expect.cause)
    misses.push(`The cause is ${expect.cause}, and ${cause ?? 'none'} was named.`)
  const remedy = findings[0]?.remedy
  const advice = remedy ? `${remedy.action} ${remedy.link ?? ''}`.trim() : 'nothing'
  if (expect.remedy && !new RegExp(expect.remedy, 'i').test(advice))
    misses.push(`The remedy does not match /${expect.remedy}/: ${advice}`)
  for (const code of expect.also) if (!codes.includes(code)) misses.push(`${code} was not found.`)
  for (const code of expect.not) if (codes.includes(code)) misses.push(`${code} was found, and is not so.`)
  const chosen = attempts.find((attempt) => attempt.chosen)?.identity.name
  if (expect.chosen && chosen !== expect.chosen)
    misses.push(`${expect.chosen} is to be chosen, not ${chosen}.`)
  misses.push(...missesOfLine(expect, explanation))
  for (const secret of secrets)
    if (told.includes(secret)) misses.push('A secret of the case stands in the diagnosis.')
  return misses
}

/** Whether the one that printed the line is among those that are asked as: where it is, the doctor is told so. */
export const isAskedAsPrinted = ({ printedBy, identities }: DiagnosisCase['did']): boolean =>
  printedBy === 'anonymous' ? identities.length === 0 : identities.some(({ name }) => name === printedBy)

/** Plays a case's world, has it diagnosed, and compares. */
export async function runCase(content: DiagnosisCase): Promise<CaseOutcome> {
  const world = await startWorld(content)
  try {
    const clock = { now: () => new Date(content.now) }
    const isSilent = Object.values(content.world.hosts).some(({ fault }) => fault === 'silent')
    const providers = createProviders({
      fetch: world.fetch,
      clock,
      compatibleHosts: [],
      environment: {},
      limitMs: isSilent ? SILENT_LIMIT_MS : LIMIT_MS,
    })
    const identities = openIdentities(content, providers)
    const { subject, platform, push, line } = content.did
    const told: unknown[] = []
    const diagnosis = await diagnose(
      { providers, clock },
      identities,
      {
        subject,
        ...(platform ? { platform: readPlatform(platform) } : {}),
        ...(push === undefined ? {} : { push }),
        ...(line === undefined ? {} : { line }),
        sameCredential: isAskedAsPrinted(content.did),
        onCheck: (_, check) => told.push(check),
        onAttempt: (attempt) => told.push(attempt),
      },
      new AbortController().signal,
    )
    const text = JSON.stringify([diagnosis, told])
    const misses = missesOf(content, diagnosis, secretsOf(content, identities), text)
    return { diagnosis, named: diagnosis.cause ?? 'none', seen: world.seen, misses }
  } finally {
    await world.close()
  }
}

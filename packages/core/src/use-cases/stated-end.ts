import { expiryFinding } from '../expiry-finding.ts'
import type { Finding } from '../finding.ts'
import type { Clock } from '../ports/clock.ts'
import type { RegistryProvider } from '../ports/registry-provider.ts'
import type { Verification } from '../verification.ts'
import { withCheck } from './added-check.ts'

// Not of an image that is not there. Harbor's robot accounts log in after their end, and are refused each pull.
const OF_THE_CREDENTIAL = /^(?:token|credential)\.|^pull\.denied$/

/** Whether a registry that was asked did not take the credential for what it is. */
const isRefused = ({ capabilities, findings }: Verification): boolean =>
  capabilities.pull !== 'yes' &&
  findings.some(({ code, severity }) => severity === 'error' && OF_THE_CREDENTIAL.test(code))

function findingOf(expiresAt: string, verification: Verification, clock: Clock): Finding | undefined {
  const told = expiryFinding({
    expiresAt,
    clock,
    what: 'credential',
    evidence: [{ asked: 'the end that was stated with the connection', answered: expiresAt }],
    remedy: {
      action:
        'Rotate it: make its successor and state when that one ends. Where the stated date is wrong, correct it in the connection.',
    },
  })
  if (told?.code !== 'token.expired' || isRefused(verification)) return told
  // Somebody said so, and the registry has not: a connection that works is not called broken for a date.
  const works = verification.capabilities.pull === 'yes' ? ', and the registry still takes it' : ''
  const summary = `The credential was to end on ${expiresAt.slice(0, 10)}, as was stated${works}.`
  return { ...told, severity: 'warning', summary }
}

/** The same provider, whose every verification looks at the end that somebody stated, where the vendor tells none. */
export const withStatedEnd = (
  provider: RegistryProvider,
  { clock }: { readonly clock: Clock },
): RegistryProvider => ({
  ...provider,
  async verify(connection, request, signal) {
    const { statedExpiry: expiresAt, knownExpiry } = request
    if (!expiresAt) return provider.verify(connection, request, signal)
    const asked = { ...request, knownExpiry: knownExpiry ?? expiresAt }
    const told = await provider.verify(connection, asked, signal)
    if (told.credential.expiresAt !== undefined) return told
    const verification = { ...told, credential: { ...told.credential, expiresAt } }
    // Whoever refused the credential may have named the end already.
    if (told.findings.some(({ code }) => code === 'token.expired')) return verification
    const finding = findingOf(expiresAt, told, clock)
    const detail = finding?.summary ?? `The credential ends on ${expiresAt.slice(0, 10)}, as was stated.`
    const check = {
      id: 'credential.stated_end',
      title: 'Stated end',
      detail,
      findings: finding ? [finding] : [],
    }
    return withCheck(verification, check, request)
  },
})

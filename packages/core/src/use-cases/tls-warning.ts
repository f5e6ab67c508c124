import { type Finding, finding } from '../finding.ts'
import type { RegistryProvider } from '../ports/registry-provider.ts'
import { withCheck } from './added-check.ts'

const notVerified = (url: string): Finding =>
  finding('tls.not_verified', {
    summary: `The TLS certificate of ${new URL(url).host} is not checked: whoever is on the way can read the credential and change images.`,
    evidence: [{ asked: 'the setting "skip TLS verification" of the connection', answered: 'on' }],
    remedy: {
      action:
        "Add the certificate of the registry's authority to the connection (CA certificates) and switch the check on again.",
    },
  })

/** The same provider, whose every verification says so when a connection takes any certificate. */
export const withTlsWarning = (provider: RegistryProvider): RegistryProvider => ({
  ...provider,
  async verify(connection, request, signal) {
    const verification = await provider.verify(connection, request, signal)
    if (!connection.transport?.skipTlsVerify || !connection.url.startsWith('https:')) return verification
    const told = notVerified(connection.url)
    const check = { id: 'tls.verification', title: 'TLS certificate', detail: told.summary, findings: [told] }
    return withCheck(verification, check, request)
  },
})

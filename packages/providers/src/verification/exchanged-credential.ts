import { AppError, type ErrorCode, type FindingCode, type RegistryCredential } from '@fairlead/core'
import type { Exchanged } from './kind-verification.ts'

function errorCode(code: FindingCode): ErrorCode {
  if (code === 'network.forbidden') return 'egress.denied'
  if (code.startsWith('network.') || code === 'registry.server_error') return 'registry.unreachable'
  if (code === 'api.rate_limited' || code === 'registry.rate_limited') return 'registry.rate_limited'
  if (code === 'api.bad_answer' || code === 'registry.not_a_registry') return 'registry.bad_answer'
  return code === 'pull.denied' ? 'credential.denied' : 'credential.refused'
}

/** The error for an exchange that made no credential, with its findings. */
export function failedExchange({ outcome }: Exchanged): AppError {
  const [first] = outcome.findings
  const text = first ? `${first.summary} ${first.remedy?.action ?? ''}`.trim() : outcome.detail
  return new AppError(first ? errorCode(first.code) : 'credential.refused', text, {
    findings: outcome.findings,
  })
}

/** The credential that an exchange made. Throws an AppError with its findings when it made none. */
export function exchangedCredential(exchanged: Exchanged): RegistryCredential {
  if (exchanged.credential) return exchanged.credential
  throw failedExchange(exchanged)
}

import type { Verification } from '../verification.ts'

/** `verified`: no finding worth a warning. `unverified`: saved without a proof, and not proved since. */
export type RegistryHealth = 'unverified' | 'verified' | 'warning' | 'failing'

/** The state of a connection by its latest verification. */
export function registryHealth(verification: Pick<Verification, 'ok' | 'findings'> | null): RegistryHealth {
  if (verification === null) return 'unverified'
  if (!verification.ok) return 'failing'
  return verification.findings.some(({ severity }) => severity === 'warning') ? 'warning' : 'verified'
}

import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Verification } from '../verification.ts'

/** GitHub answers the same to an expired token and to a revoked one: what was known before tells them apart. */
export const knownExpiry = (registry: Pick<ContainerRegistry, 'verification'>): string | null =>
  registry.verification?.credential.expiresAt ?? null

/** A refused token tells nothing of itself: what was learnt of it while it worked is kept. */
export function withKnownExpiry(
  registry: Pick<ContainerRegistry, 'verification'>,
  verification: Verification,
): Verification {
  const expiresAt = verification.credential.expiresAt ?? knownExpiry(registry)
  return expiresAt === null || verification.credential.expiresAt !== undefined
    ? verification
    : { ...verification, credential: { ...verification.credential, expiresAt } }
}

import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Verification } from '../verification.ts'

/** GitHub answers the same to an expired token and to a revoked one: what was known before tells them apart. */
export const knownExpiry = (registry: Pick<ContainerRegistry, 'verification'>): string | null =>
  registry.verification?.credential.expiresAt ?? null

/** When the credential of a connection ends: what its vendor tells, `null` for never included, else what its owner said. */
export function credentialExpiry({
  verification,
  statedExpiry,
}: Pick<ContainerRegistry, 'verification' | 'statedExpiry'>): string | null {
  const told = verification?.credential.expiresAt
  return told === undefined ? statedExpiry : told
}

/** A refused token tells nothing of itself: what was learnt of it while it worked is kept. */
export function withKnownExpiry(
  registry: Pick<ContainerRegistry, 'verification' | 'statedExpiry'>,
  verification: Verification,
): Verification {
  const expiresAt = verification.credential.expiresAt ?? registry.statedExpiry ?? knownExpiry(registry)
  return expiresAt === null || verification.credential.expiresAt !== undefined
    ? verification
    : { ...verification, credential: { ...verification.credential, expiresAt } }
}

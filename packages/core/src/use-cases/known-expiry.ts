import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Verification } from '../verification.ts'

type Dated = Pick<ContainerRegistry, 'verification' | 'statedExpiry'>

/** What the vendor told of the end before; a stored verification has the stated end where it tells none. */
function toldBefore({ verification, statedExpiry }: Dated): string | null {
  const told = verification?.credential.expiresAt ?? null
  return told === statedExpiry ? null : told
}

/**
 * What a verification has to know of a stored credential's end. GitHub answers the same to an expired token and to a
 * revoked one: what was known before tells them apart.
 */
export const endsOf = (
  registry: Dated,
): { readonly knownExpiry: string | null; readonly statedExpiry: string | null } => ({
  knownExpiry: toldBefore(registry),
  statedExpiry: registry.statedExpiry,
})

/** When the credential of a connection ends: what its vendor tells, `null` for never included, else what its owner said. */
export function credentialExpiry({ verification, statedExpiry }: Dated): string | null {
  const told = verification?.credential.expiresAt
  return told === undefined ? statedExpiry : told
}

/** A refused token tells nothing of itself: what was learnt of it while it worked is kept. */
export function withKnownExpiry(registry: Dated, verification: Verification): Verification {
  const expiresAt = verification.credential.expiresAt ?? registry.statedExpiry ?? toldBefore(registry)
  return expiresAt === null || verification.credential.expiresAt !== undefined
    ? verification
    : { ...verification, credential: { ...verification.credential, expiresAt } }
}

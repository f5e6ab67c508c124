import type { Registry, Verification } from '@fairlead/api/client'
import { formatTime } from '../render/duration.ts'

const hours = (seconds: number): string => {
  const count = Math.round(seconds / 360) / 10
  return count === 1 ? 'an hour' : `${count} hours`
}

/** Pulls that the registry lets the credential have. */
const pullLimit = (rate: Verification['credential']['rateLimit']): string | undefined =>
  rate &&
  `${rate.remaining} of ${rate.limit} left in ${hours(rate.windowSeconds)}${rate.countedFor === undefined ? '' : `, counted for ${rate.countedFor}`}`

type Dated = Pick<Registry, 'expires_at' | 'stated_expires_at'>

/** When it ends, and whether that was only stated. */
function ending(
  { expires_at: at, stated_expires_at: stated }: Dated,
  neverEnds: boolean,
): string | undefined {
  if (at === null) return neverEnds ? 'never' : undefined
  return at === stated ? `${formatTime(at)}, as stated` : formatTime(at)
}

/** What is known of a registry's credential, by name. */
export function credentialFacts(
  registry: Dated,
  credential: Verification['credential'] | undefined,
): readonly (readonly [string, string | undefined])[] {
  return [
    ['credential', credential && [credential.type, credential.login].filter(Boolean).join(' of ')],
    ['scopes', credential?.scopesGranted?.join(', ')],
    ['needed', credential?.scopesNeeded?.join(', ')],
    ['expires', ending(registry, credential?.expiresAt === null)],
    ['pull limit', pullLimit(credential?.rateLimit)],
  ]
}

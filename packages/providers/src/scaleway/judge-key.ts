import { type Clock, expiryFinding, type Finding, finding } from '@fairlead/core'
import { lessFacts } from '../verification/less-facts.ts'
import { found, passed, skipped, type Verdict } from '../verification/outcome.ts'
import { isReply, type VendorAnswer } from '../verification/vendor-api.ts'
import { LINKS } from './addresses.ts'
import { denialReason, readKey, SCALEWAY } from './api.ts'

const NEW_KEY = {
  action: 'Make a new API key for the application, and enter its access key and secret key.',
  link: LINKS.keys,
}

/** A refused secret key: that it has expired is known where the API says so, or from an earlier look at it. */
export function refusedKey(
  evidence: Finding['evidence'],
  reason: string | undefined,
  knownExpiry: string | null | undefined,
  clock: Clock,
): Finding {
  const over = knownExpiry != null && Date.parse(knownExpiry) <= clock.now().getTime()
  if (reason === 'expired' || over) {
    return finding('token.expired', {
      summary: `The API key has expired${over ? ` on ${knownExpiry.slice(0, 10)}` : ''}, and Scaleway refuses it.`,
      evidence,
      remedy: NEW_KEY,
    })
  }
  return finding('token.refused', {
    summary: 'Scaleway knows no API key with this secret key: it was deleted, or a character is wrong.',
    evidence,
    remedy: NEW_KEY,
  })
}

/** What the API says of the key, before the registry is shown it. */
export function judgeKey(
  answer: VendorAnswer,
  { clock, knownExpiry }: { readonly clock: Clock; readonly knownExpiry: string | null | undefined },
): Verdict {
  const trouble = lessFacts(SCALEWAY, answer)
  if (trouble) return { outcome: found([trouble]) }
  const evidence = [answer.exchange]
  if (isReply(answer, 401)) {
    const told = refusedKey(evidence, denialReason(answer), knownExpiry, clock)
    return { outcome: found([told]), cause: { code: told.code, text: 'Scaleway refuses the API key' } }
  }
  const key = readKey(answer)
  if (key === undefined) {
    return {
      outcome: skipped(
        `Scaleway does not tell this key about itself (${answer.exchange.answered}); its expiry stays unknown.`,
      ),
    }
  }
  if (!key.expires_at) return { outcome: passed('The API key does not expire.') }
  const expiresAt = new Date(key.expires_at).toISOString()
  const told = expiryFinding({ expiresAt, clock, what: 'API key', evidence, remedy: NEW_KEY })
  return { outcome: told ? found([told]) : passed(`The API key expires on ${expiresAt.slice(0, 10)}.`) }
}

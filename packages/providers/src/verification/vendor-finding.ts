import { type Finding, finding } from '@fairlead/core'
import { networkFinding, type Party } from './network-finding.ts'
import type { VendorAnswer } from './vendor-api.ts'

/** An answer that was no success, and no word on the credential either: the finding for what lies with the vendor. */
export function badVendorAnswer({ name, address }: Party, { exchange }: VendorAnswer): Finding {
  return finding('api.bad_answer', {
    summary: `What answers at ${new URL(address).origin} does not answer as ${name} does.`,
    evidence: [exchange],
    remedy: {
      action: `Look for what stands between this server and ${name} (a proxy, a login page), and whether an incident is reported there; then verify again.`,
    },
  })
}

/**
 * The finding for an answer that never came, was no answer of an API, or was put off; undefined for a reply that says
 * something of the question. `party.name` is the API's, such as `Google's token service`.
 */
export function vendorFinding(party: Party, answer: VendorAnswer): Finding | undefined {
  if (answer.kind === 'fault') {
    return answer.trouble
      ? networkFinding(party, answer.trouble, [answer.exchange])
      : badVendorAnswer(party, answer)
  }
  if (answer.status !== 429) return undefined
  return finding('api.rate_limited', {
    summary: `${party.name} answers no more requests of this server for now.`,
    evidence: [answer.exchange],
    remedy: { action: 'Wait some minutes, then verify again.' },
    severity: 'error',
  })
}

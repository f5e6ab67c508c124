import { finding, type Secret } from '@fairlead/core'
import { badVendorAnswer, vendorFinding } from '../verification/vendor-finding.ts'
import { endOf, fieldOf, type GoogleQuestions, type Granted } from './grant.ts'

const INFO_URL = 'https://oauth2.googleapis.com/tokeninfo'
const PARTY = { name: "Google's token service", address: INFO_URL }

/** Asks Google what an access token that was typed is worth: whose it is and when it ends. */
export async function grantByToken({ ask, clock, signal }: GoogleQuestions, token: Secret): Promise<Granted> {
  const answer = await ask(
    { url: INFO_URL, form: { access_token: token.reveal() }, secrets: [token] },
    signal,
  )
  const outside = vendorFinding(PARTY, answer)
  if (outside) return { finding: outside }
  if (answer.kind === 'fault') return { finding: badVendorAnswer(PARTY, answer) }
  if (answer.status >= 400) {
    const refused = finding('token.refused', {
      summary:
        'Google does not take the access token: it has ended, as all of them do within the hour, or it was revoked.',
      evidence: [answer.exchange],
      remedy: {
        action:
          'Give the connection the key of a service account or workload identity federation instead, which make tokens as they are needed.',
        link: 'https://console.cloud.google.com/iam-admin/serviceaccounts',
      },
    })
    return { finding: refused }
  }
  const seconds = fieldOf(answer.json, 'expires_in')
  const email = fieldOf(answer.json, 'email')
  if (!(Number(seconds) > 0)) return { finding: badVendorAnswer(PARTY, answer) }
  return { token, expiresAt: endOf(seconds, clock), ...(typeof email === 'string' ? { email } : {}) }
}

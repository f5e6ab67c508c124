import { type Finding, finding } from '@fairlead/core'
import { networkFinding, type Party } from '../verification/network-finding.ts'
import { type Cause, found, notAsked, passed, type Verdict } from '../verification/outcome.ts'
import { type ApiAnswer, type ApiFault, isRateLimited, isReply } from './api-answer.ts'

/** The API as a party of one verification: a fault of it is told once, whichever question met it first. */
export interface ApiParty extends Party {
  /** The cause that the first fault became. */
  told?: Cause
}

export const apiParty = (api: string): ApiParty => ({ name: 'GitHub API', address: api })

const badAnswerFinding = (party: Party, answer: ApiAnswer): Finding =>
  finding('api.bad_answer', {
    summary: `What answers at ${party.address} does not answer as the GitHub API does.`,
    evidence: [answer.exchange],
    remedy: {
      action:
        'Check the address of the API and what stands between (a proxy, a login page), and whether GitHub reports an incident.',
      ...(party.address === 'https://api.github.com' ? { link: 'https://www.githubstatus.com' } : {}),
    },
  })

function faultFinding(party: Party, answer: ApiFault): Finding {
  switch (answer.fault) {
    case 'garbage':
    case 'redirect':
    case 'server-error':
      return badAnswerFinding(party, answer)
    default:
      return networkFinding(party, answer.trouble ?? answer.fault, [answer.exchange])
  }
}

function tell(party: ApiParty, told: Finding, text: string): Verdict {
  if (party.told) return { outcome: notAsked(party.told), cause: party.told }
  party.told = { code: told.code, text }
  return { outcome: found([told]), cause: party.told }
}

/** The verdict on an answer that never came, was no answer of GitHub's, or was put off; undefined for others. */
export function apiFault(party: ApiParty, answer: ApiAnswer): Verdict | undefined {
  if (!isReply(answer))
    return tell(party, faultFinding(party, answer), 'the GitHub API gave no usable answer')
  if (!isRateLimited(answer)) return undefined
  const reset = Number(answer.headers.get('x-ratelimit-reset'))
  const until = reset > 0 ? ` until ${new Date(reset * 1000).toISOString()}` : ''
  const limited = finding('api.rate_limited', {
    summary: `The rate limit of the GitHub API is used up${until}.`,
    evidence: [answer.exchange],
    remedy: { action: 'Wait for the limit to renew, then verify again.' },
  })
  return tell(party, limited, 'the rate limit of the GitHub API is used up')
}

/** The verdict on a reply that is JSON but not what GitHub says. */
export const badAnswer = (party: ApiParty, answer: ApiAnswer): Verdict =>
  tell(party, badAnswerFinding(party, answer), 'the GitHub API gave no usable answer')

/** Whether the API can be asked at all. */
export function judgeApi(party: ApiParty, answer: ApiAnswer): Verdict {
  return apiFault(party, answer) ?? { outcome: passed(`${party.address} answers.`) }
}

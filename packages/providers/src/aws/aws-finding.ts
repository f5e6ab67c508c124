import { type Finding, finding, type Remedy } from '@fairlead/core'
import { networkFinding } from '../verification/network-finding.ts'
import type { AwsPlace } from './ask-aws.ts'
import type { AwsFailure } from './failure.ts'
import { allowStatement, policyPrincipal, readIamDenial } from './iam-denial.ts'
import { consoleLink } from './region.ts'

/** Who asked, and for what. */
export interface AwsContext {
  readonly place: AwsPlace
  /** Begins a sentence: `The access key AKIA…`. */
  readonly who: string
  /** Whether the identity is this server's own. */
  readonly ambient: boolean
  /** The actions that are needed where one of them is denied. */
  readonly needed: readonly string[]
  /** What they are for, after "to": `log in to Amazon ECR`. */
  readonly purpose: string
}

const partyOf = ({ origin }: AwsFailure) => ({ name: 'AWS API', address: origin })

const withLink = (action: string, link: string | undefined): Remedy => ({ action, ...(link ? { link } : {}) })

const keysPage = (region: string) => consoleLink(region, '/iam/home#/security_credentials')

function unknownKey({ evidence }: AwsFailure, { who, ambient, place }: AwsContext): Finding {
  return finding('token.refused', {
    summary: `${who} is not known to AWS: it was deleted or made inactive, or is for another part of AWS than ${place.region} belongs to.`,
    evidence,
    remedy: ambient
      ? { action: 'Give this server keys that are in force, or enter an access key in the connection.' }
      : withLink(
          'Make the key active again or make a new one in IAM, and enter it with its secret.',
          keysPage(place.region),
        ),
  })
}

function wrongSecret({ evidence }: AwsFailure, { who, ambient, place }: AwsContext): Finding {
  return finding('token.refused', {
    summary: `${who} is known to AWS, but the secret access key does not belong to it.`,
    evidence,
    remedy: ambient
      ? { action: 'Correct the secret access key in the environment of this server.' }
      : withLink(
          'Enter the secret that was shown with this key; AWS shows it once, so make a new key if it is gone.',
          keysPage(place.region),
        ),
  })
}

const TIMES = /(\d{8}T\d{6}Z)/g

function clockOff({ evidence, message }: AwsFailure): Finding {
  const times = [...message.matchAll(TIMES)].map(([time]) => time)
  const between = times.length >= 2 ? `: it signed at ${times[0]}, and AWS read it at ${times[1]}` : ''
  return finding('clock.skewed', {
    severity: 'error',
    summary: `The clock of this machine is too far from that of AWS, which refuses what it signs${between}.`,
    evidence,
    remedy: { action: 'Set the clock of this machine by a time server (NTP), then try again.' },
  })
}

function expired({ evidence }: AwsFailure, { who, ambient }: AwsContext): Finding {
  return finding('token.expired', {
    summary: `${who} was good and has ended: it was temporary.`,
    evidence,
    remedy: {
      action: ambient
        ? 'Have the platform of this server renew its identity, or enter an access key in the connection.'
        : 'Enter an access key of an IAM user, which does not end by itself, or a role to assume.',
    },
  })
}

/** What to do where policies of several kinds could be the one that says no. */
function allowRemedy(message: string, { needed, who }: AwsContext): string {
  const denial = readIamDenial(message)
  const statement = allowStatement(needed, '*')
  const principal = denial ? policyPrincipal(denial.principal) : who
  if (denial?.explicit) {
    return `Take the Deny out of the ${denial.policy ? `${denial.policy} policy` : 'policy'} that names ${denial.action}: no Allow outweighs it.`
  }
  if (denial?.policy && denial.policy !== 'identity-based') {
    const which = denial.policy === 'boundary' ? 'permissions boundary' : `${denial.policy} policy`
    return `Allow ${needed.join(' and ')} in the ${which} that holds for ${principal} as well.`
  }
  return `Add this statement to a policy of ${principal}: ${statement}`
}

function denied(failure: AwsFailure, context: AwsContext): Finding {
  const { place, who, needed, purpose } = context
  const action = readIamDenial(failure.message)?.action ?? needed[0] ?? ''
  return finding('scope.missing', {
    summary: `${who} is good, but may not ${purpose}: it lacks the permission ${action}.`,
    evidence: failure.evidence,
    remedy: withLink(allowRemedy(failure.message, context), consoleLink(place.region, '/iam/home#/policies')),
  })
}

export function regionOff({ evidence }: AwsFailure, { place }: AwsContext): Finding {
  return finding('region.unavailable', {
    summary: `The account may not use the region ${place.region}: it was not enabled for it, or was switched off.`,
    evidence,
    remedy: withLink(
      `Enable ${place.region} in the account's settings, or use a registry in a region that is enabled.`,
      consoleLink(place.region, '/billing/home#/account'),
    ),
  })
}

function refused({ evidence, message, code }: AwsFailure, { who }: AwsContext): Finding {
  const words = message || code
  return finding('token.refused', {
    summary: `${who} is refused by AWS${words ? ` ("${words.replace(/\.$/, '')}")` : ''}.`,
    evidence,
    remedy: { action: 'Check the access key, its secret and the role of the connection, then verify again.' },
  })
}

const badAnswer = ({ origin, evidence }: AwsFailure): Finding =>
  finding('api.bad_answer', {
    summary: `What answers at ${origin} does not answer as the AWS API does.`,
    evidence,
    remedy: {
      action:
        'Look for what stands between this server and AWS (a proxy, a login page), and whether the AWS Health Dashboard tells of an incident; then verify again.',
      link: 'https://health.aws.amazon.com/health/status',
    },
  })

/** The finding for a question to AWS that failed. */
export function awsFinding(failure: AwsFailure, context: AwsContext): Finding {
  const { kind, trouble, evidence } = failure
  switch (kind) {
    case 'network':
      return networkFinding(partyOf(failure), trouble ?? 'closed', evidence)
    case 'server-error':
    case 'garbage':
      return badAnswer(failure)
    case 'throttled':
      return finding('api.rate_limited', {
        severity: 'error',
        summary: 'AWS answers no more requests of this account in this region for now.',
        evidence,
        remedy: { action: 'Wait a minute, then verify again; a quota of the account can be raised in AWS.' },
      })
    case 'unknown-key':
      return unknownKey(failure, context)
    case 'wrong-secret':
      return wrongSecret(failure, context)
    case 'clock':
      return clockOff(failure)
    case 'expired':
      return expired(failure, context)
    case 'denied':
      return denied(failure, context)
    case 'region-off':
      return regionOff(failure, context)
    case 'refused':
      return refused(failure, context)
  }
}

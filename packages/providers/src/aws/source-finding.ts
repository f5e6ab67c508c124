import { type Finding, finding } from '@fairlead/core'
import { type AwsContext, awsFinding } from './aws-finding.ts'
import type { AwsFailure } from './failure.ts'
import {
  accountOf,
  allowStatement,
  policyPrincipal,
  readIamDenial,
  repositoryStatement,
} from './iam-denial.ts'
import type { AwsLogin, AwsRole } from './login.ts'
import { notLent } from './login.ts'
import { consoleLink } from './region.ts'
import type { NoKeys } from './source-keys.ts'

/** The connection was saved when the operator still lent the server's identity, or by somebody else's hand. */
export function ambientNotAllowed(login: AwsLogin): Finding {
  const { problem, remedy } = notLent(login)
  return finding('ambient.not_allowed', {
    summary: `${login.role ? `The role ${login.role.arn}` : 'The login'} ${problem}.`,
    evidence: [{ asked: 'FAIRLEAD_AMBIENT_IDENTITIES', answered: 'deny' }],
    remedy: { action: remedy },
  })
}

function federationRefused({ evidence, message, code }: AwsFailure): Finding {
  return finding('federation.refused', {
    summary: `AWS does not take the token of this server's service account for its role${message || code ? ` ("${(message || code).replace(/\.$/, '')}")` : ''}.`,
    evidence,
    remedy: {
      action:
        'Check that the trust policy of the role names the OIDC provider of this cluster, with this namespace and service account as its sub and sts.amazonaws.com as its aud.',
      link: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
    },
  })
}

function noAmbient({ failure }: NoKeys, context: AwsContext): Finding {
  if (failure.kind !== 'none') {
    const unfit = failure.kind === 'denied' || failure.kind === 'refused' || failure.kind === 'expired'
    return unfit ? federationRefused(failure) : awsFinding(failure, context)
  }
  return finding('ambient.unavailable', {
    summary: 'This server has no identity of AWS: neither its environment nor its platform gives it one.',
    evidence: failure.evidence,
    remedy: {
      action:
        'Attach a role to the machine, task or service account that this server runs as, or enter an access key. In a container on EC2 the hop limit of the instance metadata has to be 2 at least.',
      link: 'https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html',
    },
  })
}

/**
 * AWS says the same of a role that is not there, that trusts somebody else, or that wants another external ID; only
 * whether the caller's own policy allows it is sometimes told.
 */
function roleDenied(failure: AwsFailure, { who, place }: AwsContext, role: AwsRole): Finding {
  const denial = readIamDenial(failure.message)
  const principal = denial ? policyPrincipal(denial.principal) : 'the caller'
  const own = denial?.policy === 'identity-based'
  const sameAccount = denial !== undefined && accountOf(denial.principal) === accountOf(role.arn)
  const trust = repositoryStatement(['sts:AssumeRole'], principal)
  const externalId = role.externalId
    ? 'the external ID of the connection'
    : 'no external ID, as the connection has none,'
  const action = denial?.explicit
    ? `Take the Deny of sts:AssumeRole on ${role.arn} out of the ${denial.policy ? `${denial.policy} policy` : 'policy'} that holds for ${principal}.`
    : own
      ? `Add this statement to a policy of ${principal}: ${allowStatement(['sts:AssumeRole'], role.arn)}`
      : `Check that the role is there, that its trust policy holds ${trust} and asks for ${externalId}${sameAccount ? '' : `, and that a policy of ${principal} allows sts:AssumeRole on it`}.`
  const link = consoleLink(place.region, '/iam/home#/roles')
  return finding('impersonation.denied', {
    summary: own
      ? `${who} is good, but no policy of ${principal} lets it assume the role ${role.arn}.`
      : `${who} is good, but may not assume the role ${role.arn}: there is no such role, or it does not trust ${principal}.`,
    evidence: failure.evidence,
    remedy: { action, ...(link ? { link } : {}) },
  })
}

/** The finding for a login that got no keys to ask ECR with. */
export function sourceFinding(none: NoKeys, context: AwsContext, login: AwsLogin): Finding {
  const { step, failure } = none
  if (step === 'ambient') return noAmbient(none, context)
  const { role } = login
  if (role && (failure.kind === 'denied' || failure.kind === 'refused') && failure.code !== '') {
    return roleDenied(failure, context, role)
  }
  return failure.kind === 'none' ? noAmbient(none, context) : awsFinding(failure, context)
}

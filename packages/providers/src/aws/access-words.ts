import { type Finding, finding } from '@fairlead/core'
import type { AccessContext, KindWords } from '../verification/judge-access.ts'
import type { RegistryFailure } from '../verification/registry-failure.ts'
import {
  accountOf,
  allowStatement,
  policyPrincipal,
  readIamDenial,
  repositoryStatement,
} from './iam-denial.ts'
import { consoleLink } from './region.ts'

export interface WordsSetup {
  /** `Amazon ECR` */
  readonly name: string
  readonly region: string
  /** The actions that a pull and a push need of a repository, beside the login. */
  readonly pull: readonly string[]
  readonly push: readonly string[]
  /** The page of a repository's permissions in the web console, after its origin. */
  readonly permissionsPage: (repository: string) => string
}

// https://docs.aws.amazon.com/AmazonECR/latest/userguide/common-errors-docker.html
const EXPIRED = /authorization token has expired/i
const INVALID = /authorization token is invalid|not authorized|no basic auth credentials/i
const KMS = /\bkms\b|kms(?:key|exception)/i

const withLink = (action: string, link: string | undefined) => ({ action, ...(link ? { link } : {}) })

/** The words of a registry of AWS, which repeats IAM's own sentence on what is missing. */
export function awsWords(setup: WordsSetup): KindWords {
  const { name, region } = setup

  const lifeOver = ({ evidence }: RegistryFailure): Finding =>
    finding('token.expired', {
      summary: `The login to ${name} has ended: each is good for 12 hours at most.`,
      evidence,
      remedy: {
        action: 'Verify again, which makes a new login; if it stays so, check the clock of this machine.',
      },
    })

  const notTaken = ({ evidence, ociMessage }: RegistryFailure): Finding =>
    finding('token.refused', {
      summary: `The registry does not take the login that ${name} gave${ociMessage ? ` ("${ociMessage.replace(/\.$/, '')}")` : ''}.`,
      evidence,
      remedy: {
        action:
          'Verify again; if it stays so, check that the address is of the same part of AWS as the keys.',
      },
    })

  const keyLocked = (failure: RegistryFailure, { repository }: AccessContext): Finding =>
    finding('pull.denied', {
      summary: `The images of ${repository} are encrypted with a KMS key that cannot be used ("${failure.ociMessage}").`,
      evidence: failure.evidence,
      remedy: withLink(
        'Enable the key of the repository in KMS, and let Amazon ECR use it by its key policy and grants.',
        consoleLink(region, '/kms/home#/kms/keys'),
      ),
    })

  function lacking(
    verb: 'pull' | 'push',
    failure: RegistryFailure,
    { repository }: AccessContext,
  ): Finding | undefined {
    const denial = readIamDenial(failure.ociMessage)
    if (!denial) return undefined
    const { action, resource, policy, explicit } = denial
    const principal = policyPrincipal(denial.principal)
    const usual = verb === 'pull' ? setup.pull : setup.push
    const needed = usual.includes(action) ? usual : [action]
    const owner = accountOf(resource)
    const foreign = owner !== '' && owner !== accountOf(denial.principal)
    const inRepository = policy === 'resource-based' || foreign
    const remedy = explicit
      ? `Take the Deny out of the ${policy ? `${policy} policy` : 'policy'} that names ${action}: no Allow outweighs it.`
      : policy && policy !== 'identity-based' && policy !== 'resource-based'
        ? `Allow ${action} in the ${policy === 'boundary' ? 'permissions boundary' : `${policy} policy`} that holds for ${principal} as well.`
        : inRepository
          ? `Have the account ${owner || 'of the registry'} add this statement to the policy of the repository ${repository}: ${repositoryStatement(needed, principal)}`
          : `Add this statement to a policy of ${principal}: ${allowStatement(needed, resource)}`
    const across = foreign ? ` of the account ${owner}` : ''
    return finding(`${verb}.denied`, {
      summary: `${principal} may log in, but not ${verb} ${repository}${across}: ${explicit ? 'a policy denies' : 'no policy allows'} ${action}.`,
      evidence: failure.evidence,
      remedy: withLink(
        // IAM answers before it is looked whether there is such a repository.
        explicit
          ? remedy
          : `${remedy} If the name may be wrong, correct it first: AWS says the same of a repository that is not there.`,
        inRepository ? undefined : consoleLink(region, setup.permissionsPage(repository)),
      ),
    })
  }

  return {
    refused: (failure) => (EXPIRED.test(failure.ociMessage) ? lifeOver(failure) : notTaken(failure)),
    denied(verb, failure, context) {
      if (context.anonymous) return undefined
      if (EXPIRED.test(failure.ociMessage)) return lifeOver(failure)
      const told = lacking(verb, failure, context)
      if (told) return told
      if (KMS.test(failure.ociMessage)) return keyLocked(failure, context)
      return INVALID.test(failure.ociMessage) ? notTaken(failure) : undefined
    },
  }
}

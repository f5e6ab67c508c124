/** What an IAM refusal says, as far as it does. */
export interface IamDenial {
  /** `arn:aws:iam::111122223333:user/ci` */
  readonly principal: string
  /** `ecr:BatchGetImage` */
  readonly action: string
  /** `arn:aws:ecr:eu-west-1:111122223333:repository/app`, or `*` */
  readonly resource: string
  /** The kind of policy that lacks the action or denies it: `identity-based`, `resource-based`, `service control`. */
  readonly policy?: string
  /** A policy says no, which no other policy can outweigh. */
  readonly explicit: boolean
}

const DENIAL = /User:\s*(\S+)\s+is not authorized to perform:\s*([\w-]+:\w+)(?:\s+on resource:\s*(\S+))?/i
const BECAUSE = /because no ([\w -]+?) policy allows/i
const BOUNDARY = /because no permissions boundary allows/i
const EXPLICIT = /with an explicit deny(?: in an? ([\w -]+?)(?: policy|$))?/i

/**
 * Reads AWS's sentence on a missing permission; undefined for any other text.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function readIamDenial(message: string): IamDenial | undefined {
  const match = DENIAL.exec(message)
  if (!match) return undefined
  const [, principal = '', action = '', resource = '*'] = match
  const explicit = EXPLICIT.exec(message)
  const policy =
    explicit?.[1] ?? BECAUSE.exec(message)?.[1] ?? (BOUNDARY.test(message) ? 'boundary' : undefined)
  return {
    principal,
    action,
    resource,
    ...(policy ? { policy: policy.toLowerCase() } : {}),
    explicit: explicit !== null,
  }
}

/** The account in an ARN; empty where it names none. */
export const accountOf = (arn: string): string => /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1] ?? ''

/** The IAM user or role that a caller's ARN stands for: policies name the role, not its session. */
export function policyPrincipal(arn: string): string {
  const session = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn)
  return session ? `arn:${session[1]}:iam::${session[2]}:role/${session[3]}` : arn
}

/** A statement that allows actions, as it stands in an IAM policy. */
export const allowStatement = (actions: readonly string[], resource: string): string =>
  JSON.stringify({
    Effect: 'Allow',
    Action: actions.length === 1 ? actions[0] : actions,
    Resource: resource,
  })

/** The same in the policy of a repository, which names who may instead of what. */
export const repositoryStatement = (actions: readonly string[], principal: string): string =>
  JSON.stringify({
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: actions.length === 1 ? actions[0] : actions,
  })

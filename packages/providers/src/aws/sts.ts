import { Secret } from '@fairlead/core'
import { type AwsAnswer, type AwsPlace, type AwsReply, type AwsSetup, askAws } from './ask-aws.ts'
import type { AwsFailure } from './failure.ts'
import type { AwsKeys } from './keys.ts'
import type { AwsRole } from './login.ts'

const loadSts = () => import('@aws-sdk/client-sts')

/** Shown in the account's CloudTrail as who used the role. */
const SESSION_NAME = 'fairlead'

interface SdkCredentials {
  readonly AccessKeyId?: string | undefined
  readonly SecretAccessKey?: string | undefined
  readonly SessionToken?: string | undefined
  readonly Expiration?: Date | undefined
}

/** Keys of a role's session. */
export interface SessionKeys {
  readonly keys: AwsKeys
  /** `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
  readonly arn: string
}

function sessionOf(
  credentials: SdkCredentials | undefined,
  arn: string | undefined,
): SessionKeys | undefined {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = credentials ?? {}
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) return undefined
  const expiresAt = Expiration && !Number.isNaN(Expiration.getTime()) ? Expiration.toISOString() : undefined
  return {
    keys: {
      accessKeyId: AccessKeyId,
      secretAccessKey: new Secret(SecretAccessKey),
      sessionToken: new Secret(SessionToken),
      ...(expiresAt ? { expiresAt } : {}),
    },
    arn: arn ?? '',
  }
}

/** An answer that was no error and lacks what it is for: not AWS's. */
export const incomplete = ({ exchange }: AwsReply<unknown>): AwsFailure => ({
  kind: 'garbage',
  origin: new URL(exchange.asked.split(' ')[1] ?? '').origin,
  code: '',
  message: '',
  evidence: [{ ...exchange, answered: `${exchange.answered}, without what was asked for` }],
})

function complete(answer: AwsAnswer<SessionKeys | undefined>): AwsAnswer<SessionKeys> {
  if (answer.kind !== 'reply') return answer
  const { value } = answer
  return value ? { ...answer, value } : incomplete(answer)
}

/**
 * Assumes a role for an hour, the longest that every role allows.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export async function assumeRole(
  setup: AwsSetup,
  { place, keys, role }: { readonly place: AwsPlace; readonly keys: AwsKeys; readonly role: AwsRole },
  signal: AbortSignal,
): Promise<AwsAnswer<SessionKeys>> {
  const { STSClient, AssumeRoleCommand } = await loadSts()
  const answer = await askAws(
    setup,
    {
      action: 'sts:AssumeRole',
      place,
      keys,
      send: async (config, abortSignal) => {
        const command = new AssumeRoleCommand({
          RoleArn: role.arn,
          RoleSessionName: SESSION_NAME,
          ...(role.externalId ? { ExternalId: role.externalId } : {}),
        })
        const output = await new STSClient(config).send(command, { abortSignal })
        return sessionOf(output.Credentials, output.AssumedRoleUser?.Arn)
      },
    },
    signal,
  )
  return complete(answer)
}

/** Assumes a role with the token that Kubernetes gives a pod (IRSA); the request is not signed. */
export async function assumeRoleByToken(
  setup: AwsSetup,
  {
    place,
    arn,
    token,
    session = SESSION_NAME,
  }: {
    readonly place: AwsPlace
    readonly arn: string
    readonly token: Secret
    readonly session?: string | undefined
  },
  signal: AbortSignal,
): Promise<AwsAnswer<SessionKeys>> {
  const { STSClient, AssumeRoleWithWebIdentityCommand } = await loadSts()
  const answer = await askAws(
    setup,
    {
      action: 'sts:AssumeRoleWithWebIdentity',
      place,
      secrets: [token],
      send: async (config, abortSignal) => {
        const command = new AssumeRoleWithWebIdentityCommand({
          RoleArn: arn,
          RoleSessionName: session,
          WebIdentityToken: token.reveal(),
        })
        const output = await new STSClient(config).send(command, { abortSignal })
        return sessionOf(output.Credentials, output.AssumedRoleUser?.Arn)
      },
    },
    signal,
  )
  return complete(answer)
}

/** Whose the keys are, which needs no permission. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export async function callerIdentity(
  setup: AwsSetup,
  { place, keys }: { readonly place: AwsPlace; readonly keys: AwsKeys },
  signal: AbortSignal,
): Promise<AwsAnswer<string>> {
  const { STSClient, GetCallerIdentityCommand } = await loadSts()
  const answer = await askAws(
    setup,
    {
      action: 'sts:GetCallerIdentity',
      place,
      keys,
      send: async (config, abortSignal) => {
        const output = await new STSClient(config).send(new GetCallerIdentityCommand({}), { abortSignal })
        return output.Arn ?? ''
      },
    },
    signal,
  )
  return answer.kind === 'reply' && answer.value === '' ? incomplete(answer) : answer
}

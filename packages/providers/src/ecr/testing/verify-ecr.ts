import {
  type Clock,
  type FindingCode,
  type RegistryConnection,
  type RegistryProvider,
  systemClock,
  type Verification,
  type VerifyRequest,
} from '@fairlead/core'
import { USER_KEYS } from '../../aws/testing/aws-accounts.ts'
import { type AwsWorld, ECR_URL } from '../../aws/testing/aws-world.ts'
import { createEcrProvider } from '../provider.ts'

export type Config = Readonly<Record<string, string>>

/** The connection of the user that the accounts begin with. */
export const KEYS: Config = {
  access_key_id: USER_KEYS.accessKeyId,
  secret_access_key: USER_KEYS.secretAccessKey,
}

export interface Verified extends Verification {
  readonly codes: readonly FindingCode[]
}

export interface EcrSubject {
  readonly provider: RegistryProvider
  connection(config?: Config, url?: string): RegistryConnection
  verify(config?: Config, request?: VerifyRequest, url?: string): Promise<Verified>
}

export interface SubjectOptions {
  readonly clock?: Clock
  /** Given: the operator lends the identity of the server, which is told by these variables. */
  readonly environment?: Readonly<Record<string, string>>
  readonly limitMs?: number
}

/** The provider over a world, and verifications with it; unless said with the user's keys, of `team/app:1.0`. */
export function ecrSubject(
  aws: AwsWorld,
  { clock = systemClock, environment, limitMs }: SubjectOptions = {},
): EcrSubject {
  const provider = createEcrProvider({
    fetch: aws.fetch,
    clock,
    environment: environment ?? {},
    ambientIdentities: environment !== undefined,
    ...(limitMs === undefined ? {} : { limitMs }),
  })
  const connection: EcrSubject['connection'] = (config = KEYS, url = ECR_URL) => ({
    kind: 'ECR',
    ...provider.parse({ url, config }),
  })
  return {
    provider,
    connection,
    async verify(config, request = { image: 'team/app:1.0' }, url = ECR_URL) {
      const { signal } = new AbortController()
      const verification = await provider.verify(connection(config, url), request, signal)
      return { ...verification, codes: verification.findings.map(({ code }) => code) }
    },
  }
}

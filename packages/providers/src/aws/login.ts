import type { FieldIssue, RegistryConnection } from '@fairlead/core'
import type { AwsKeys } from './keys.ts'

export interface AwsRole {
  readonly arn: string
  /** What its trust policy may ask for, so that nobody is talked into assuming it for somebody else. */
  readonly externalId?: string
}

/** How a connection logs in: its source is an access key or, where there is none, the identity of this server. */
export interface AwsLogin {
  readonly keys?: AwsKeys
  /** Assumed with what the source gives. */
  readonly role?: AwsRole
}

/** The value of `aws_credentials_type` that takes the identity of this server as it is. */
export const AMBIENT = 'ambient'

export const usesAmbient = ({ keys }: AwsLogin): boolean => keys === undefined

/** Reads a stored connection; undefined where it is anonymous. */
export function loginOf({ config, secrets }: RegistryConnection): AwsLogin | undefined {
  const { secret_access_key: secretAccessKey } = secrets
  const accessKeyId = String(config.access_key_id ?? '')
  const arn = String(config.role_arn ?? '')
  const externalId = String(config.external_id ?? '')
  const keys = accessKeyId && secretAccessKey ? { keys: { accessKeyId, secretAccessKey } } : {}
  const role = arn ? { role: { arn, ...(externalId ? { externalId } : {}) } } : {}
  if (!keys.keys && !role.role && config.aws_credentials_type !== AMBIENT) return undefined
  return { ...keys, ...role }
}

/** What is at fault where a connection would use the identity of this server, and its operator does not lend it. */
export const notLent = (login: AwsLogin): FieldIssue => ({
  field: login.role ? 'config.role_arn' : 'config.aws_credentials_type',
  problem: login.role
    ? 'would be assumed with the identity of this server, which its operator does not lend to connections'
    : 'is the identity of this server, which its operator does not lend to connections',
  remedy: login.role
    ? 'Enter the access key that may assume the role, or have the operator set FAIRLEAD_AMBIENT_IDENTITIES=allow.'
    : 'Enter an access key, or have the operator set FAIRLEAD_AMBIENT_IDENTITIES=allow.',
})

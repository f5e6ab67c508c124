import { AppError, type RegistryConnection, type Secret } from '@fairlead/core'
import { isKeyProblem, readServiceAccountKey, type ServiceAccountKey } from './service-account-key.ts'

export const FEDERATION = 'workload_identity_federation'
/** The user name with which Google's registries take an access token. */
export const TOKEN_USER = 'oauth2accesstoken'

export interface Federation {
  /** `projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>` */
  readonly provider: string
  /** Absent: the federated identity itself has the roles. */
  readonly email: string | undefined
  readonly lifetimeSeconds: number
}

/** As whom a connection asks. */
export type GoogleIdentity =
  | { readonly kind: 'key'; readonly key: ServiceAccountKey }
  | { readonly kind: 'federation'; readonly federation: Federation }
  | { readonly kind: 'token'; readonly token: Secret }
  | { readonly kind: 'anonymous' }

const DEFAULT_LIFETIME = 3600

function keyOf(secret: Secret): ServiceAccountKey {
  const key = readServiceAccountKey(secret.reveal())
  if (!isKeyProblem(key)) return key
  throw new AppError('secret.unreadable', 'The stored key is no service account key. Save it again.')
}

/** The identity that a parsed connection names. */
export function identityOf({ config, secrets }: RegistryConnection): GoogleIdentity {
  const { json_credentials: json, password } = secrets
  if (config.gcp_credentials_type === FEDERATION) {
    const email = config.service_account_email
    return {
      kind: 'federation',
      federation: {
        provider: String(config.workload_identity_provider_resource ?? ''),
        email: email === undefined ? undefined : String(email),
        lifetimeSeconds: Number(config.token_lifetime_seconds ?? DEFAULT_LIFETIME),
      },
    }
  }
  if (json) return { kind: 'key', key: keyOf(json) }
  return password ? { kind: 'token', token: password } : { kind: 'anonymous' }
}

/** Whom a finding names; undefined where it is not known. */
export function accountOf(identity: GoogleIdentity): string | undefined {
  if (identity.kind === 'key') return identity.key.email
  return identity.kind === 'federation' ? identity.federation.email : undefined
}

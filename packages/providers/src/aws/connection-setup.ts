import type { RegistryConnection } from '@fairlead/core'
import { fetchVia } from '@fairlead/oci/net'
import type { AmbientOptions } from '../ambient.ts'
import { DEFAULT_LIMIT_MS } from '../verification/within-limit.ts'
import type { AwsPlace, AwsSetup } from './ask-aws.ts'
import { secretsOf } from './keys.ts'
import type { AwsLogin } from './login.ts'
import type { LoginService, LoginSetup } from './make-login.ts'

/** What both kinds of AWS are created with. */
export interface AwsProviderOptions extends AmbientOptions {
  readonly fetch: AwsSetup['fetch']
  readonly clock: AwsSetup['clock']
  /** Milliseconds that one question may take; 10,000 unless said. */
  readonly limitMs?: number
}

/** How AWS is asked for one connection. */
export function loginSetup(
  options: AwsProviderOptions,
  { transport }: RegistryConnection,
  place: AwsPlace,
  service: LoginService,
): LoginSetup {
  const { fetch, clock, limitMs = DEFAULT_LIMIT_MS, ambientIdentities = false } = options
  return {
    fetch: fetchVia(fetch, transport),
    clock,
    limitMs,
    place,
    service,
    lent: ambientIdentities,
    environment: options.environment ?? process.env,
    ambientFetch: options.ambientFetch ?? fetch,
  }
}

/** The secrets of a connection, with the name that each goes by. An external ID is none: AWS shows it to whoever looks. */
export const secretsOfLogin = ({ keys }: AwsLogin) => (keys ? secretsOf(keys) : [])

/** How the verification calls a login. */
export const credentialType = ({ keys, role }: AwsLogin): 'aws-keys' | 'aws-role' | 'aws-ambient' =>
  role ? 'aws-role' : keys ? 'aws-keys' : 'aws-ambient'

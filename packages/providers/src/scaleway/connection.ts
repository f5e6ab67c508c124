import { type RegistryConnection, type RegistryCredential, Secret } from '@fairlead/core'
import { USERNAME } from './addresses.ts'

/** A connection as its API is asked. */
export interface ScalewaySubject {
  readonly region: string
  readonly project: string
  readonly accessKey: string
  readonly secretKey: Secret
}

export const readScaleway = ({ config, secrets }: RegistryConnection): ScalewaySubject => ({
  region: String(config.region ?? ''),
  project: String(config.scaleway_project_id ?? ''),
  accessKey: String(config.scaleway_access_key ?? ''),
  secretKey: secrets.scaleway_secret_key ?? new Secret(''),
})

export const scalewayCredential = ({ secretKey }: ScalewaySubject): RegistryCredential => ({
  username: USERNAME,
  password: secretKey,
})

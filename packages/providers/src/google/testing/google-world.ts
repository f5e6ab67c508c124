import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock, RegistryConnection, RegistryProvider, Verification, VerifyRequest } from '@fairlead/core'
import { createGoogleProvider } from '../provider.ts'
import { type GoogleCloud, startGoogleCloud } from './google-cloud.ts'
import { EMAIL, HOST, keyFile, POOL } from './google-fixtures.ts'

export interface GoogleWorld {
  readonly cloud: GoogleCloud
  /** Of the machine on which the provider runs; the cloud's own goes with it until `state.now` is set. */
  readonly clock: Clock & { advance(ms: number): void }
  readonly provider: RegistryProvider
  /** One of a server whose operator lends no identity. */
  readonly closedProvider: RegistryProvider
  connection(config: Record<string, unknown>, url?: string): RegistryConnection
  verify(
    config: Record<string, unknown>,
    request?: VerifyRequest,
    provider?: RegistryProvider,
  ): Promise<Verification>
  /** Variables of the server, which lead to the token of its platform. */
  readonly environment: Readonly<Record<string, string>>
  /** Writes the token that the platform gives to this server. */
  putSubjectToken(token: string): Promise<void>
  close(): Promise<void>
}

export const KEY = { json_credentials: JSON.stringify(keyFile()) }
export const FEDERATED = {
  gcp_credentials_type: 'workload_identity_federation',
  workload_identity_provider_resource: POOL,
  service_account_email: EMAIL,
  project_id: 'acme-prod-1',
}
export const ANONYMOUS = { project_id: 'acme-prod-1' }

/** A cloud, and providers that ask it, with a clock that stands still. */
export async function createGoogleWorld(): Promise<GoogleWorld> {
  let ms = Date.parse('2026-11-01T12:00:00Z')
  const clock = {
    now: () => new Date(ms),
    advance: (by: number) => {
      ms += by
    },
  }
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-google-'))
  const tokenFile = join(folder, 'token')
  const configuration = join(folder, 'credentials.json')
  const cloud = await startGoogleCloud(clock.now)
  await writeFile(tokenFile, cloud.subjectToken())
  await writeFile(
    configuration,
    JSON.stringify({
      type: 'external_account',
      audience: `//iam.googleapis.com/${POOL}`,
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: 'https://sts.googleapis.com/v1/token',
      credential_source: { file: tokenFile },
    }),
  )
  const options = { fetch: cloud.fetch, clock }
  const environment = { GOOGLE_APPLICATION_CREDENTIALS: configuration }
  const provider = createGoogleProvider({ ...options, environment, ambientIdentities: true })
  const connection: GoogleWorld['connection'] = (config, url = `https://${HOST}`) => ({
    kind: 'GCP_ARTIFACT_REGISTRY',
    ...provider.parse({ url, config }),
  })
  return {
    cloud,
    clock,
    environment,
    provider,
    closedProvider: createGoogleProvider({ ...options, environment }),
    connection,
    verify: (config, request = {}, by = provider) =>
      by.verify(connection(config), request, new AbortController().signal),
    putSubjectToken: (token) => writeFile(tokenFile, token),
    async close() {
      await cloud.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

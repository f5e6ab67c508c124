import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock, RegistryConnection, RegistryProvider, Verification, VerifyRequest } from '@fairlead/core'
import { createAzureProvider } from '../provider.ts'
import { type AzureCloud, CLIENT, HOST, SECRET, startAzureCloud, TENANT } from './azure-cloud.ts'

export interface AzureWorld {
  readonly cloud: AzureCloud
  /** Of the machine on which the provider runs; the cloud's own goes with it until `state.now` is set. */
  readonly clock: Clock & { advance(ms: number): void }
  /** On a machine of Azure. */
  readonly provider: RegistryProvider
  /** In a cluster, with a token of Kubernetes. */
  readonly clusterProvider: RegistryProvider
  /** One of a server whose operator lends no identity. */
  readonly closedProvider: RegistryProvider
  connection(config: Record<string, unknown>): RegistryConnection
  verify(
    config: Record<string, unknown>,
    request?: VerifyRequest,
    provider?: RegistryProvider,
  ): Promise<Verification>
  /** Writes the token that Kubernetes gives to this server. */
  putWorkloadToken(token: string): Promise<void>
  close(): Promise<void>
}

export const PRINCIPAL = { azure_tenant_id: TENANT, username: CLIENT, password: SECRET }
export const MANAGED = { azure_tenant_id: TENANT }
export const WORKLOAD = { azure_tenant_id: TENANT, username: CLIENT }

/** A cloud, and providers that ask it, with a clock that stands still. */
export async function createAzureWorld(): Promise<AzureWorld> {
  let ms = Date.parse('2026-11-01T12:00:00Z')
  const clock = {
    now: () => new Date(ms),
    advance: (by: number) => {
      ms += by
    },
  }
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-azure-'))
  const tokenFile = join(folder, 'token')
  const cloud = await startAzureCloud(clock.now)
  await writeFile(tokenFile, cloud.workloadToken())
  const options = { fetch: cloud.fetch, ambientFetch: cloud.ambientFetch, clock }
  const provider = createAzureProvider({ ...options, environment: {}, ambientIdentities: true })
  const connection: AzureWorld['connection'] = (config) => ({
    kind: 'AZURE_CR',
    ...provider.parse({ url: `https://${HOST}`, config }),
  })
  return {
    cloud,
    clock,
    provider,
    clusterProvider: createAzureProvider({
      ...options,
      environment: { AZURE_FEDERATED_TOKEN_FILE: tokenFile, AZURE_CLIENT_ID: CLIENT },
      ambientIdentities: true,
    }),
    closedProvider: createAzureProvider({ ...options, environment: {} }),
    connection,
    verify: (config, request = {}, by = provider) =>
      by.verify(connection(config), request, new AbortController().signal),
    putWorkloadToken: (token) => writeFile(tokenFile, token),
    async close() {
      await cloud.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

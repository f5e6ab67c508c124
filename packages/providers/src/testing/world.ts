import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Platform,
  type RegistryConnection,
  type RegistryProvider,
  Secret,
  systemClock,
  type Verification,
  type VerifyRequest,
} from '@fairlead/core'
import { type RunningTwin, startTwin, type TokenInput, type TwinSeed } from '@fairlead/ghcr'
import { createProviders } from '../index.ts'
import { AMD64, ARM64, forPlatforms, pushImage } from './images.ts'
import { createLoopbackFetch, type SeenRequest } from './loopback-fetch.ts'

/**
 * Organizations `acme` (ada owns it, bob is a member, penny is invited, zoe stands outside), `plain`, `locked` with
 * single sign-on and `strict` without classic tokens, both ada's; and what they and ada herself have pushed.
 */
const SEED: TwinSeed = {
  users: [{ login: 'ada' }, { login: 'bob' }, { login: 'penny' }, { login: 'zoe' }],
  organizations: [
    {
      login: 'acme',
      members: [{ login: 'ada', role: 'admin' }, { login: 'bob' }, { login: 'penny', state: 'pending' }],
    },
    { login: 'plain', members: [{ login: 'ada', role: 'admin' }] },
    { login: 'locked', members: [{ login: 'ada', role: 'admin' }], samlSso: true },
    { login: 'strict', members: [{ login: 'ada', role: 'admin' }], forbidsClassicTokens: true },
  ],
  repositories: [{ owner: 'acme', name: 'shop', private: true }],
}

export interface World {
  readonly twin: RunningTwin
  readonly provider: RegistryProvider
  /** Every request that the provider made, in order. */
  readonly seen: readonly SeenRequest[]
  /** A classic token of ada with these scopes, unless told otherwise. */
  token(input?: Partial<TokenInput>): Promise<string>
  verify(
    account: { readonly owner?: string; readonly token?: string },
    request?: VerifyRequest,
    signal?: AbortSignal,
  ): Promise<Verification>
  connection(account: { readonly owner?: string; readonly token?: string }): RegistryConnection
  close(): Promise<void>
}

const HEALTHY = ['read:packages', 'read:org'] as const

export interface WorldOptions {
  readonly limitMs?: number
  readonly latencyMs?: number
}

/** Starts the twin with its images, and a provider that takes it for GHCR. */
export async function createWorld({ limitMs, latencyMs }: WorldOptions = {}): Promise<World> {
  const data = await mkdtemp(join(tmpdir(), 'fairlead-providers-'))
  const pusher = createLoopbackFetch()
  const seeding = await startTwin({ mode: 'ghcr', data, seed: SEED })
  const { value: token } = await seeding.state.createToken({
    login: 'ada',
    kind: 'oauth',
    scopes: ['write:packages', 'repo'],
    sso: ['locked'],
  })
  const push = (repository: string, tag: string, ...platforms: readonly Platform[]) =>
    pushImage({
      url: seeding.url,
      fetch: pusher.fetch,
      token,
      repository,
      tag,
      images: forPlatforms(tag, ...platforms),
    })
  for (const repository of ['locked/app', 'strict/app', 'plain/app', 'ada/tool'])
    await push(repository, '1.0', AMD64)
  await push('acme/linked', '1.0', AMD64)
  await push('acme/public', '1.0', AMD64)
  await push('acme/app', '0.9', AMD64)
  await push('acme/app', '1.0', AMD64, ARM64)
  await seeding.state.putPackage({ owner: 'acme', name: 'public', visibility: 'public' })
  await seeding.state.putPackage({ owner: 'acme', name: 'linked', repository: 'acme/shop' })
  await seeding.close()
  await pusher.close()

  const twin = await startTwin({ mode: 'ghcr', data, latencyMs })
  const { fetch, seen, close } = createLoopbackFetch()
  const compatibleHosts = [{ registry: twin.url, api: twin.apiUrl }]
  const providers = createProviders({
    fetch,
    clock: systemClock,
    compatibleHosts,
    ...(limitMs === undefined ? {} : { limitMs }),
  })
  const provider = providers.get('GITHUB_CR')
  if (!provider) throw new Error('There is no provider of GITHUB_CR.')

  const connection: World['connection'] = ({ owner, token: password }) => ({
    kind: 'GITHUB_CR',
    url: twin.url,
    config: owner === undefined ? {} : { username: owner },
    secrets: password === undefined ? {} : { password: new Secret(password) },
  })
  return {
    twin,
    provider,
    seen,
    connection,
    token: async (input = {}) =>
      (await twin.state.createToken({ login: 'ada', scopes: HEALTHY, ...input })).value.reveal(),
    verify: (account, request = {}, signal = new AbortController().signal) =>
      provider.verify(connection(account), request, signal),
    async close() {
      await twin.close()
      await close()
      await rm(data, { recursive: true, force: true })
    },
  }
}

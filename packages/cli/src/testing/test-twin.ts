import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningTwin, startTwin, type TwinOptions } from '@fairlead/ghcr'
import { pushImage } from './push-image.ts'

/** A twin with the organization acme, its owner ada, its image acme/app:1.4 and a token for each thing that can be wrong. */
export interface TestTwin {
  readonly twin: RunningTwin
  /** By name. */
  readonly tokens: Readonly<Record<TokenName, string>>
  close(): Promise<void>
}

const TOKENS = {
  good: { login: 'ada', scopes: ['read:packages', 'read:org'] },
  push: { login: 'ada', scopes: ['write:packages', 'read:org'] },
  scopeless: { login: 'ada', scopes: [] },
  stranger: { login: 'eve', scopes: ['read:packages', 'read:org'] },
} as const
export type TokenName = keyof typeof TOKENS

export async function startTestTwin(options: Partial<TwinOptions> = {}): Promise<TestTwin> {
  const data = await mkdtemp(join(tmpdir(), 'fairlead-cli-twin-'))
  const seed = {
    users: [{ login: 'ada' }, { login: 'eve' }],
    organizations: [{ login: 'acme', members: [{ login: 'ada', role: 'admin' as const }] }],
    tokens: Object.entries(TOKENS).map(([name, { login, scopes }]) => ({ name, login, scopes: [...scopes] })),
  }
  const twin = await startTwin({ mode: 'ghcr', data, seed, ...options })
  const tokenOf = (name: TokenName): string => twin.issued.get(name)?.reveal() ?? ''
  const tokens = {
    good: tokenOf('good'),
    push: tokenOf('push'),
    scopeless: tokenOf('scopeless'),
    stranger: tokenOf('stranger'),
  }
  for (const tag of ['1.4', '1.5']) {
    await pushImage({ url: twin.url, repository: 'acme/app', tag, username: 'ada', token: tokens.push })
  }
  return {
    twin,
    tokens,
    async close() {
      await twin.close()
      await rm(data, { recursive: true, force: true })
    },
  }
}

import { randomUUID } from 'node:crypto'
import {
  type Ability,
  type App,
  type AppPorts,
  type Clock,
  type ContainerRegistry,
  concludeVerification,
  createApp,
  type Finding,
  type FindingCode,
  finding,
  type Organization,
  type Principal,
  type Providers,
  type RegistryConnection,
  type RegistryProvider,
  type Store,
  type Verification,
  type VerifyRequest,
} from '@fairlead/core'
import { hashApiToken, newApiToken } from '../../src/auth/api-token.ts'
import { createVault } from '../../src/auth/vault.ts'
import { nameKey } from '../../src/auth/vault-key.ts'
import type { OpenedStore } from '../../src/store/open-store.ts'
import { sampleOrganization, sampleRegistry } from '../../src/store/testing/samples.ts'

/** A clock that stands still until it is told. */
export interface HandClock extends Clock {
  advance(ms: number): void
}

export function handClock(start = '2026-11-22T10:00:00.000Z'): HandClock {
  let now = Date.parse(start)
  return {
    now: () => new Date(now),
    advance(ms) {
      now += ms
    },
  }
}

/** What a scripted registry says to a verification. */
export interface Said {
  readonly findings?: readonly (FindingCode | Finding)[]
  readonly expiresAt?: string | null
  /** `yes` if not given. */
  readonly pull?: Ability
}

export type Verify = (
  connection: RegistryConnection,
  request: VerifyRequest,
  signal: AbortSignal,
) => Promise<Said> | Said

/** A verification that says just so much. */
function verificationOf(clock: Clock, { findings = [], expiresAt, pull = 'yes' }: Said): Verification {
  const told = findings.map((each) =>
    typeof each === 'string' ? finding(each, { summary: `${each}.` }) : each,
  )
  return concludeVerification({
    checks: [
      {
        id: 'all',
        title: 'All',
        status: 'passed',
        detail: '',
        findings: told,
        startedAfterMs: 0,
        durationMs: 1,
      },
    ],
    capabilities: { list: 'yes', pull, push: 'unknown', delete: 'unknown', webhook: 'unknown' },
    grounds: { list: '', pull: '', push: '', delete: '', webhook: '' },
    credential: { type: 'github-classic', ...(expiresAt === undefined ? {} : { expiresAt }) },
    startedAt: clock.now().toISOString(),
    durationMs: 1.5,
  })
}

function scriptedProviders(clock: Clock, verify: Verify): Providers {
  const provider: RegistryProvider = {
    kind: 'GITHUB_CR',
    form: { title: 'Scripted', fields: [], logins: [], anonymous: true, steps: [] },
    recognizes: () => true,
    parse: ({ url, config }) => ({
      url: url ?? 'https://ghcr.io',
      config: { username: String(config.username) },
      secrets: {},
    }),
    verify: async (connection, request, signal) =>
      verificationOf(clock, await verify(connection, request, signal)),
    credential: async () => undefined,
  }
  return { get: () => provider, list: () => [provider], forHost: () => provider }
}

export interface CareWorld {
  readonly app: App
  readonly store: Store
  readonly organization: Organization
  readonly who: Principal
  readonly reports: unknown[]
  /** Stores registries as they are after a save without proof, due now. */
  connect(names: readonly string[], change?: Partial<ContainerRegistry>): Promise<ContainerRegistry[]>
}

/** The use cases on a real store, with a registry that says what a test wants. */
export async function openCareWorld(
  { store, eventSignal }: Pick<OpenedStore, 'store' | 'eventSignal'>,
  options: { readonly clock: Clock; readonly verify?: Verify } & Partial<AppPorts>,
): Promise<CareWorld> {
  const { clock, verify = () => ({}), ...ports } = options
  const reports: unknown[] = []
  const app = createApp({
    store,
    eventSignal,
    vault: createVault({ keys: [nameKey(new Uint8Array(32).fill(7))] }),
    clock,
    providers: scriptedProviders(clock, verify),
    images: {} as AppPorts['images'],
    openTarget: () => {
      throw new Error('no target')
    },
    webhookSender: { send: async () => ({ status: 204 }) },
    checkTransport: () => undefined,
    report: (error) => reports.push(error),
    newId: randomUUID,
    newApiToken,
    hashApiToken,
    ...ports,
  })
  const organization = sampleOrganization()
  await store.organizations.insert(organization)
  const who: Principal = { tokenId: randomUUID(), name: 'ada', organizationId: null, role: 'admin' }
  return {
    app,
    store,
    organization,
    who,
    reports,
    async connect(names, change = {}) {
      const made = names.map((name) =>
        sampleRegistry(organization.id, { name, config: { username: name }, ...change }),
      )
      for (const registry of made) {
        await store.registries.insert(registry)
        await store.schedule.plan(registry.id, new URL(registry.url).host, clock.now())
      }
      return made
    },
  }
}

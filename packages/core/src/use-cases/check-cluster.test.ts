import { describe, expect, test } from 'vitest'
import type { Principal } from '../domain/identity.ts'
import type { Cluster } from '../domain/organization.ts'
import { AppError } from '../errors.ts'
import { finding } from '../finding.ts'
import type { DeployTarget } from '../ports/deploy-target.ts'
import { checkCluster } from './check-cluster.ts'
import type { AppPorts } from './ports.ts'

const cluster: Cluster = {
  id: 'c1',
  organizationId: 'o1',
  name: 'engine',
  description: '',
  target: { kind: 'docker', endpoint: 'unix:///var/run/docker.sock', publishAddress: '127.0.0.1' },
  sealedSecret: null,
  isDefault: true,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
}
const who: Principal = { tokenId: 't1', name: 'admin', organizationId: null, role: 'admin' }

/** Asks with a target that does this when it is opened, or when it is checked. */
async function check(does: { open?: () => void; check?: () => never }) {
  const openTarget = () => {
    does.open?.()
    return {
      check: async () => does.check?.() ?? [],
      platforms: async () => does.check?.() ?? [],
    } as unknown as DeployTarget
  }
  const store = { clusters: { get: async () => cluster } }
  const ports = { store, openTarget } as unknown as AppPorts
  const { findings } = await checkCluster(ports)(who, 'o1', 'c1', new AbortController().signal)
  return findings
}

const fails = (error: unknown) => () => {
  throw error
}

describe('the check of a cluster', () => {
  test('that is ready finds nothing', async () => {
    expect(await check({})).toEqual([])
  })

  test.each(['open', 'check'] as const)(
    'tells a target that fails to %s by the findings of its error',
    async (when) => {
      const found = finding('deploy.target_unreachable', { summary: 'No engine there.' })
      const error = new AppError('target.unreachable', 'No engine there.', { findings: [found] })
      expect(await check({ [when]: fails(error) })).toEqual([found])
    },
  )

  test.each([
    ['target.unreachable', 'deploy.target_unreachable'],
    ['target.failed', 'deploy.target_failed'],
  ] as const)('makes a finding of %s without one', async (code, expected) => {
    expect(await check({ check: fails(new AppError(code, 'The disk is full.')) })).toEqual([
      expect.objectContaining({ code: expected, severity: 'error', summary: 'The disk is full.' }),
    ])
  })

  test('throws what is not about the target', async () => {
    const canceled = new AppError('operation.canceled', 'The operation was canceled.')
    await expect(check({ check: fails(canceled) })).rejects.toBe(canceled)
    const broken = new TypeError('broken')
    await expect(check({ check: fails(broken) })).rejects.toBe(broken)
  })
})

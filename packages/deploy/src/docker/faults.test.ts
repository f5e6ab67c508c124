import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Applied, type Finding, normalizeArchitecture } from '@fairlead/core'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { describeWithDocker } from '../../../../test/support/docker-engine.ts'
import { DOCKER_LIMIT_MS, type DockerHarness, QUICK, startDockerHarness } from '../../test/docker-harness.ts'
import { type EngineProxy, type Fate, startEngineProxy } from '../../test/engine-proxy.ts'
import { expectApplied, newService, recordProgress } from '../contract.ts'
import { createDockerTarget } from './target.ts'

const limit = () => AbortSignal.timeout(60_000)
vi.setConfig({ testTimeout: DOCKER_LIMIT_MS })
const settings = (endpoint: string) => ({ kind: 'docker', endpoint, publishAddress: '127.0.0.1' }) as const

function failed(applied: Applied): Finding {
  if (applied.ok) throw new Error('It was applied.')
  return applied.findings[0] ?? expect.fail()
}

describe('an engine that is not there', () => {
  test('is target.unreachable with its finding and remedy, for every question', async () => {
    const target = createDockerTarget(settings('unix:///nowhere/docker.sock'))
    const [found] = await target.check(limit())
    expect(found).toMatchObject({ code: 'deploy.target_unreachable', severity: 'error' })
    expect(found?.summary).toContain('unix:///nowhere/docker.sock')
    expect(found?.evidence[0]?.answered).toContain('ENOENT')
    expect(found?.remedy?.action).toContain('Start the engine')
    const unreachable = { code: 'target.unreachable', findings: [{ code: 'deploy.target_unreachable' }] }
    await expect(target.status(newService(), limit())).rejects.toMatchObject(unreachable)
    await expect(target.platforms(limit())).rejects.toMatchObject(unreachable)
    await expect(target.remove(newService(), recordProgress(), limit())).rejects.toMatchObject(unreachable)
    const logs = target.logs?.(newService(), { follow: true, tail: 1 }, limit())
    await expect(Array.fromAsync(logs ?? [])).rejects.toMatchObject(unreachable)
  })

  test.each(['tcp://192.0.2.1:2375', '/var/run/docker.sock', ''])(
    '%s is no endpoint, and is never called',
    (endpoint) => {
      expect(() => createDockerTarget(settings(endpoint))).toThrow(
        expect.objectContaining({ code: 'target.unreachable' }),
      )
    },
  )

  test('never answering counts as unreachable after the limit', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fairlead-silent-'))
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(join(folder, 'docker.sock'), resolve))
    const target = createDockerTarget(settings(`unix://${folder}/docker.sock`), { timings: { callMs: 100 } })
    expect(await target.check(limit())).toMatchObject([
      { code: 'deploy.target_unreachable', evidence: [{ answered: 'no answer in 0.1 seconds' }] },
    ])
    const canceled = AbortSignal.abort()
    await expect(target.status(newService(), canceled)).rejects.toMatchObject({ code: 'operation.canceled' })
    silent.closeAllConnections()
    await new Promise((resolve) => silent.close(resolve))
    await rm(folder, { recursive: true })
  })
})

describeWithDocker('a Docker engine with faults', (engine) => {
  let harness: DockerHarness
  let proxy: EngineProxy | undefined
  beforeAll(async () => {
    harness = await startDockerHarness(engine)
  })
  afterAll(() => harness?.close())
  afterEach(async () => {
    await proxy?.close()
    proxy = undefined
  })
  const behind = async (fateOf: (asked: string, index: number) => Fate, timings = {}) => {
    proxy = await startEngineProxy(engine.socket, fateOf)
    return createDockerTarget(settings(proxy.endpoint), { timings: { ...QUICK, ...timings } })
  }

  test('names its one platform as Go does', async () => {
    expect(await harness.target.platforms(limit())).toEqual([
      { os: 'linux', architecture: normalizeArchitecture(process.arch) },
    ])
  })

  test.each(['cut', 'hang'] as const)(
    'lost in the middle of a pull (%s) is target.unreachable',
    async (fate) => {
      const target = await behind((asked) => (asked.includes('/images/create') ? fate : 'pass'), {
        pullStallMs: 100,
      })
      const digest = await harness.registry.push(`only pulled behind a ${fate}`)
      const workload = harness.workload(harness.service(), digest)
      const applying = target.apply(workload, recordProgress(), limit())
      if (fate === 'cut') await expect(applying).rejects.toMatchObject({ code: 'target.unreachable' })
      else expect(failed(await applying)).toMatchObject({ code: 'deploy.image_unavailable' })
      expect(await harness.containers(workload.service)).toEqual([])
    },
  )

  test('lost for good while a container starts is target.unreachable, and told within the limits', async () => {
    let isLost = false
    const target = await behind(
      (asked) => {
        isLost ||= asked.endsWith('/start')
        return isLost ? 'hang' : 'pass'
      },
      { callMs: 300, stopMs: 0 },
    )
    const service = harness.service()
    const workload = harness.workload(service, harness.digests[0])
    await expect(target.apply(workload, recordProgress(), limit())).rejects.toMatchObject({
      code: 'target.unreachable',
    })
    expect(await harness.target.status(service, limit())).toMatchObject({ state: 'starting' })
    const again = await harness.target.apply(workload, recordProgress(), limit())
    expect(again.ok).toBe(true)
  })

  test('that will not remove the old version: the new one is deployed, and the next deployment removes what is left', async () => {
    let isPromoted = false
    const target = await behind((asked) => {
      isPromoted ||= asked.endsWith('/rename')
      return isPromoted && !asked.startsWith('GET') && !asked.endsWith('/rename') ? 'cut' : 'pass'
    })
    const service = harness.service()
    const deploy = (version: 0 | 1, on = harness.target, progress = recordProgress()) =>
      on.apply(harness.workload(service, harness.digests[version]), progress, limit())
    const first = expectApplied(await deploy(0))
    const progress = recordProgress()
    const second = expectApplied(await deploy(1, target, progress))
    expect(progress.steps.get('clean')).toBe('failed')
    expect(progress.told).toContain('The new version serves, but the old one could not be removed.')
    expect(progress.told.join('\n')).toMatch(
      /^Left until the next deployment: fairlead-\S+: The Docker engine/m,
    )
    expect(await harness.containers(service)).toHaveLength(2)

    const serving = { digest: harness.digests[1], runningInstances: 1, endpoints: second.endpoints }
    expect(await harness.target.status(service, limit())).toMatchObject(serving)
    const startOf = async (id: string) => (await harness.docker.getContainer(id).inspect()).State.StartedAt
    const before = await startOf(first.reference)
    const again = harness.workload(service, harness.digests[1])
    const restarted = expectApplied(await harness.target.restart(again, recordProgress(), limit()))
    expect(restarted.reference).toBe(second.reference)
    expect(await startOf(first.reference)).toBe(before)

    const third = expectApplied(await deploy(0))
    expect((await harness.containers(service)).map(({ Id }) => Id)).toEqual([third.reference])
  })

  test('an image that the registry does not have is deploy.image_unavailable', async () => {
    const digest = `sha256:${'0'.repeat(64)}` as const
    const found = failed(
      await harness.target.apply(harness.workload(harness.service(), digest), recordProgress(), limit()),
    )
    expect(found).toMatchObject({
      code: 'deploy.image_unavailable',
      summary: 'The registry does not have this image.',
      evidence: [{ asked: `docker pull ${harness.registry.host}/acme/app@${digest}` }],
    })
    expect(found.evidence[0]?.answered).toContain('manifest unknown')
  })

  test('a pull can be canceled', async () => {
    const canceled = new AbortController()
    const target = await behind((asked) => {
      if (!asked.includes('/images/create')) return 'pass'
      canceled.abort()
      return 'hang'
    })
    const digest = await harness.registry.push('never pulled')
    const workload = harness.workload(harness.service(), digest)
    await expect(target.apply(workload, recordProgress(), canceled.signal)).rejects.toMatchObject({
      code: 'operation.canceled',
    })
  })

  test("an image that has no version for the engine's platform is deploy.image_unavailable", async () => {
    const digest = await harness.registry.pushForeign()
    const workload = harness.workload(harness.service(), digest)
    const found = failed(await harness.target.apply(workload, recordProgress(), limit()))
    expect(found).toMatchObject({
      code: 'deploy.image_unavailable',
      summary: "The image has no version for the engine's platform.",
    })
  })

  describe('and a registry that refuses', () => {
    let refusing: DockerHarness
    beforeAll(async () => {
      refusing = await startDockerHarness(engine)
    })
    afterAll(() => refusing?.close())

    test.each([
      [401, 'UNAUTHORIZED', 'authentication required', 'refused to give the image'],
      [403, 'DENIED', 'permission_denied: read_package', 'refused to give the image'],
      [429, 'TOOMANYREQUESTS', 'slow down', 'limits how often'],
    ])(
      'with %i %s is deploy.image_unavailable with its own remedy',
      async (status, code, message, summary) => {
        const digest = await refusing.registry.push(`refused with ${status}`)
        refusing.registry.refuse(status, code, message)
        const workload = refusing.workload(refusing.service(), digest)
        const found = failed(await refusing.target.apply(workload, recordProgress(), limit()))
        expect(found.code).toBe('deploy.image_unavailable')
        expect(found.summary).toContain(summary)
        expect(JSON.stringify(found)).not.toContain('a-secret-that-nobody-may-see')
      },
    )
  })

  test('a registry that is gone is deploy.image_unavailable, and a version that the engine has still deploys', async () => {
    const going = await startDockerHarness(engine)
    const service = going.service()
    const known = going.workload(service, going.digests[0])
    expect((await going.target.apply(known, recordProgress(), limit())).ok).toBe(true)
    await going.registry.close()
    const found = failed(
      await going.target.apply(going.workload(service, going.digests[1]), recordProgress(), limit()),
    )
    expect(found.summary).toBe('The engine cannot reach the registry.')
    expect(
      (await going.target.apply(going.workload(service, going.digests[0]), recordProgress(), limit())).ok,
    ).toBe(true)
    await going.close()
  })
})

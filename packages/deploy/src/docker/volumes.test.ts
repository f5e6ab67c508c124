import type { ContainerSpec, ServiceIdentity } from '@fairlead/core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { describeWithDocker } from '../../../../test/support/docker-engine.ts'
import { DOCKER_LIMIT_MS, type DockerHarness, pageAt, startDockerHarness } from '../../test/docker-harness.ts'
import { expectApplied, recordProgress } from '../contract.ts'

const limit = () => AbortSignal.timeout(60_000)
vi.setConfig({ testTimeout: DOCKER_LIMIT_MS })

/** Serves what the volume holds instead of what the image holds. */
const SERVE_DATA = ['--servedir=/data', '--serve=0.0.0.0:8080', '--watch=forever']
const VOLUME = { id: 'a1a1a1a1-0000-4000-8000-000000000001', mountPoint: '/data', sizeGib: 1 }

describeWithDocker('volumes and Recreate on a Docker engine', (engine) => {
  let harness: DockerHarness
  beforeAll(async () => {
    harness = await startDockerHarness(engine)
  })
  afterAll(() => harness?.close())

  const deploy = (service: ServiceIdentity, version: 0 | 1, spec: Partial<ContainerSpec>) =>
    harness.target.apply(harness.workload(service, harness.digests[version], spec), recordProgress(), limit())
  const withVolume = { volumes: [VOLUME], arguments: SERVE_DATA }
  const volumesOf = async (service: ServiceIdentity) => {
    const filters = { label: [`dev.fairlead.service=${service.id}`] }
    return (await harness.docker.listVolumes({ filters })).Volumes.map(({ Name }) => Name)
  }
  const page = async (service: ServiceIdentity) => {
    const { endpoints } = await harness.target.status(service, limit())
    return pageAt(endpoints[0]?.url)
  }

  test('data outlives the next version and one that fails, and goes with the service alone', async () => {
    const [service, neighbour] = [harness.service(), harness.service()]
    expectApplied(await deploy(neighbour, 0, withVolume))
    const { reference } = expectApplied(await deploy(service, 0, withVolume))
    const copy = ['/bin/esbuild', '/www/index.html', '--loader:.html=copy', '--outdir=/data']
    const exec = await harness.docker
      .getContainer(reference)
      .exec({ Cmd: copy, User: '0', AttachStdout: true })
    const output = await exec.start({})
    await new Promise((resolve) => output.on('close', resolve).resume())
    expect((await exec.inspect()).ExitCode).toBe(0)
    expect(await page(service)).toBe('version one')

    expect((await deploy(service, 1, { ...withVolume, arguments: ['--no-such-flag'] })).ok).toBe(false)
    expect(await page(service)).toBe('version one')
    expectApplied(await deploy(service, 1, withVolume))
    // The image is the second one, and the data that of the first.
    expect(await page(service)).toBe('version one')
    expect(await volumesOf(service)).toHaveLength(1)

    await harness.target.remove(service, recordProgress(), limit())
    expect(await volumesOf(service)).toEqual([])
    expect(await volumesOf(neighbour)).toHaveLength(1)
  })

  test('the old version has ended when the new one starts; several at once are refused', async () => {
    const service = harness.service()
    const spec = { updateStrategy: 'Recreate', ports: [] } as const
    expectApplied(await deploy(service, 0, spec))
    const before = await harness.containers(service)
    expect(before).toHaveLength(1)
    const ends: string[] = []
    const events = await harness.docker.getEvents({
      filters: { label: [`dev.fairlead.service=${service.id}`], event: ['die', 'start'] },
    })
    events.on('data', (chunk: Buffer) => {
      for (const line of String(chunk).trim().split('\n')) ends.push(JSON.parse(line).Action)
    })
    expectApplied(await deploy(service, 1, spec))
    await expect.poll(() => ends.length, { timeout: 10_000 }).toBe(2)
    events.removeAllListeners().on('error', () => {})
    ;(events as unknown as { destroy(): void }).destroy()
    expect(ends).toEqual(['die', 'start'])
    const after = await harness.containers(service)
    expect(after.map(({ State }) => State)).toEqual(['running'])
    expect(after[0]?.Id).not.toBe(before[0]?.Id)

    const several = await deploy(service, 0, { ...spec, minInstances: 2, maxInstances: 2 })
    expect(several).toMatchObject({ ok: false, findings: [{ code: 'deploy.not_supported' }] })
    expect((await harness.containers(service)).map(({ Id }) => Id)).toEqual([after[0]?.Id])
  })
})

import type { ContainerSpec, ServiceIdentity, ServicePort, TargetPreview } from '@fairlead/core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { describeWithDocker } from '../../../../test/support/docker-engine.ts'
import {
  DOCKER_LIMIT_MS,
  type DockerHarness,
  freePort,
  startDockerHarness,
  WEB,
} from '../../test/docker-harness.ts'
import { expectApplied, recordProgress } from '../contract.ts'

const limit = () => AbortSignal.timeout(60_000)
vi.setConfig({ testTimeout: DOCKER_LIMIT_MS })
const fixed = (externalPort: number): ServicePort => ({ ...WEB, externalPort })
const stepsOf = ({ steps }: TargetPreview) => steps.map(({ name }) => name)

describeWithDocker('what a rollout on a Docker engine would do', (engine) => {
  let harness: DockerHarness
  beforeAll(async () => {
    harness = await startDockerHarness(engine)
  })
  afterAll(() => harness?.close())

  const workload = (service: ServiceIdentity, version: 1 | 2, spec: Partial<ContainerSpec> = {}) =>
    harness.workload(service, harness.digests[version - 1] ?? expect.fail(), spec)
  const preview = async (
    service: ServiceIdentity,
    version: 1 | 2,
    spec: Partial<ContainerSpec> = {},
  ): Promise<TargetPreview> => {
    const { deploymentId: _, ...wanted } = workload(service, version, spec)
    return (await harness.target.preview?.(wanted, limit())) ?? expect.fail('It has no preview.')
  }
  const deploy = async (service: ServiceIdentity, spec: Partial<ContainerSpec> = {}) =>
    expectApplied(await harness.target.apply(workload(service, 1, spec), recordProgress(), limit()))

  test('of a service that does not run is told with its container, and nothing is made', async () => {
    const service = harness.service()
    const plan = await preview(service, 1, { cpuMilli: 500, memoryMib: 64 })
    expect(stepsOf(plan)).toEqual(['pull', 'start', 'healthy'])
    expect(plan.objects).toEqual([
      {
        kind: 'container',
        name: `fairlead-${service.name}-…`,
        change: 'create',
        detail: '8080/tcp on 127.0.0.1, a free port; 0.5 CPU; 64 MiB',
      },
    ])
    expect(plan.findings).toEqual([])
    expect(await harness.containers(service)).toEqual([])
  })

  test('of one that runs names the container that goes, which serves on untouched', async () => {
    const service = harness.service()
    const { reference } = await deploy(service)
    const [before] = await harness.containers(service)
    const plan = await preview(service, 2)
    expect(stepsOf(plan)).toEqual(['pull', 'start', 'healthy', 'clean'])
    expect(plan.objects.map(({ change, name }) => [change, name])).toEqual([
      ['create', `fairlead-${service.name}-…`],
      ['remove', before?.Names[0]?.slice(1)],
    ])
    expect(plan.objects[1]?.detail).toBe(`runs ${harness.digests[0].slice(0, 19)}`)
    const after = await harness.containers(service)
    expect(after.map(({ Id, State }) => [Id, State])).toEqual([[reference, 'running']])
  })

  test('on a fixed port that its old version holds tells the moment at which it goes over', async () => {
    const service = harness.service()
    const ports = [fixed(await freePort())]
    await deploy(service, { ports })
    const plan = await preview(service, 2, { ports })
    expect(stepsOf(plan)).toEqual(['pull', 'start', 'healthy', 'switch', 'clean'])
    // Its own hold of the port is no obstacle.
    expect(plan.findings).toEqual([])
  })

  test('finds the fixed port that another service holds, by the name of its holder', async () => {
    const holder = harness.service()
    const port = await freePort()
    await deploy(holder, { ports: [fixed(port)] })
    const { organizationId } = holder
    const plan = await preview({ ...harness.service(), organizationId }, 1, { ports: [fixed(port)] })
    expect(plan.findings).toEqual([
      expect.objectContaining({
        code: 'deploy.port_taken',
        severity: 'error',
        summary: expect.stringContaining(`Port ${port}`),
      }),
    ])
    expect(plan.findings[0]?.summary).toContain(holder.name)
  })

  test('finds what an apply refuses, and tells what it leaves out', async () => {
    const port = await freePort()
    const plan = await preview(harness.service(), 1, {
      minInstances: 2,
      maxInstances: 4,
      ports: [fixed(port)],
    })
    expect(plan.findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['deploy.not_supported', 'error'],
      ['deploy.not_supported', 'info'],
    ])
    expect(plan.objects.map(({ name }) => name.split('…')[1])).toEqual(['', '-2'])
  })
})

import { createServer } from 'node:net'
import type { Applied, ContainerSpec, Finding, Probe, Progress, ServicePort } from '@fairlead/core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { describeWithDocker } from '../../../../test/support/docker-engine.ts'
import {
  DOCKER_LIMIT_MS,
  type DockerHarness,
  freePort,
  pageAt,
  QUICK,
  startDockerHarness,
  WEB,
} from '../../test/docker-harness.ts'
import { SERVE } from '../../test/test-registry.ts'
import { expectApplied, recordProgress } from '../contract.ts'
import { createDockerTarget } from './target.ts'

const limit = () => AbortSignal.timeout(60_000)
vi.setConfig({ testTimeout: DOCKER_LIMIT_MS })
const timing = {
  initialDelaySeconds: 0,
  periodSeconds: 1,
  timeoutSeconds: 1,
  successThreshold: 1,
  failureThreshold: 1,
}
const http = (path: string): Probe => ({
  type: { kind: 'http', port: 8080, path, scheme: 'HTTP' },
  ...timing,
})
/** A probe that is to succeed, however busy the machine is. */
const inTime = (probe: Probe): Probe => ({ ...probe, timeoutSeconds: 10, failureThreshold: 60 })
const exec = (...command: string[]): Probe => ({ type: { kind: 'exec', command }, ...timing })
const fixed = (externalPort: number): ServicePort => ({ ...WEB, externalPort })

function failed(applied: Applied): Finding {
  if (applied.ok) throw new Error('It was applied.')
  expect(applied.findings).toHaveLength(1)
  return applied.findings[0] ?? expect.fail()
}

describeWithDocker('a rollout on a Docker engine', (engine) => {
  let harness: DockerHarness
  beforeAll(async () => {
    harness = await startDockerHarness(engine)
  })
  afterAll(() => harness?.close())

  const deploy = async (
    service: ReturnType<DockerHarness['service']>,
    version: 1 | 2,
    spec: Partial<ContainerSpec> = {},
    progress: Progress = recordProgress(),
    signal = limit(),
  ) =>
    harness.target.apply(
      harness.workload(service, harness.digests[version - 1] ?? expect.fail(), spec),
      progress,
      signal,
    )

  /** The service still answers with version one, from the one container that there is. */
  const expectOldServes = async (service: ReturnType<DockerHarness['service']>, url: string | undefined) => {
    expect(await pageAt(url)).toBe('version one')
    const containers = await harness.containers(service)
    expect(containers.map(({ State }) => State)).toEqual(['running'])
    expect(containers[0]?.Labels['dev.fairlead.digest']).toBe(harness.digests[0])
  }

  describe('that succeeds', () => {
    test('pulls by digest with the credential, and the container answers where the endpoint says', async () => {
      const service = harness.service()
      const { endpoints, reference } = expectApplied(await deploy(service, 1))
      expect(endpoints).toEqual([{ port: 8080, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) }])
      expect(await pageAt(endpoints[0]?.url)).toBe('version one')
      const expected = Buffer.from('octo:a-secret-that-nobody-may-see').toString('base64')
      expect(harness.registry.authorizations).toContain(`Basic ${expected}`)
      const container = await harness.docker.getContainer(reference).inspect()
      expect(container.Config.Image).toContain(`@${harness.digests[0]}`)
      expect(container.Name).toMatch(new RegExp(`^/fairlead-${service.name}-[0-9a-f]{8}$`))
      expect(container.Config.Labels).toMatchObject({
        'dev.fairlead.managed': 'true',
        'dev.fairlead.service': service.id,
        'dev.fairlead.environment': service.environmentId,
        'dev.fairlead.organization': service.organizationId,
        'dev.fairlead.deployment': expect.any(String),
      })
    })

    test('limits and secures the container, and gives it its variables, command and restart policy', async () => {
      const service = harness.service()
      const { reference } = expectApplied(
        await deploy(service, 1, {
          cpuMilli: 500,
          memoryMib: 64,
          entrypoint: '/bin/esbuild',
          arguments: SERVE,
          variables: [{ name: 'GREETING', value: 'a=b "c" $(D)' }],
        }),
      )
      const { HostConfig, Config, Mounts } = await harness.docker.getContainer(reference).inspect()
      expect(HostConfig).toMatchObject({
        NanoCpus: 500_000_000,
        Memory: 64 * 1024 * 1024,
        MemorySwap: 64 * 1024 * 1024,
        Privileged: false,
        SecurityOpt: ['no-new-privileges'],
        CapDrop: ['MKNOD', 'NET_RAW', 'SETFCAP'],
        RestartPolicy: { Name: 'unless-stopped' },
        LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
      })
      expect(Mounts).toEqual([])
      expect(Config.Env).toContain('GREETING=a=b "c" $(D)')
      expect(Config.Entrypoint).toEqual(['/bin/esbuild'])
      expect(Config.Cmd).toEqual(SERVE)
    })

    test('keeps the old container serving until the new one is healthy, and then removes it', async () => {
      const service = harness.service()
      const first = expectApplied(await deploy(service, 1))
      let duringHealthy: Promise<string> | undefined
      const progress = recordProgress()
      const watching: Progress = {
        log: () => {},
        step(name, state, message) {
          progress.step(name, state, message)
          if (name === 'healthy' && state === 'succeeded') duringHealthy = pageAt(first.endpoints[0]?.url)
        },
      }
      const second = expectApplied(await deploy(service, 2, {}, watching))
      expect(await duringHealthy).toBe('version one')
      expect(await pageAt(second.endpoints[0]?.url)).toBe('version two')
      expect(second.endpoints).not.toEqual(first.endpoints)
      expect(await harness.containers(service)).toHaveLength(1)
      expect([...progress.steps.keys()]).toEqual(['pull', 'start', 'healthy', 'clean'])
    })

    test('hands a fixed port over, after the new version was proved beside the old one', async () => {
      const service = harness.service()
      const port = await freePort()
      const spec = { ports: [fixed(port)] }
      const first = expectApplied(await deploy(service, 1, spec))
      expect(first.endpoints).toEqual([{ port: 8080, url: `http://127.0.0.1:${port}` }])
      const progress = recordProgress()
      const second = expectApplied(await deploy(service, 2, spec, progress))
      expect(second.endpoints).toEqual(first.endpoints)
      expect(await pageAt(second.endpoints[0]?.url)).toBe('version two')
      expect([...progress.steps.keys()]).toEqual(['pull', 'start', 'healthy', 'switch', 'clean'])
      expect(await harness.containers(service)).toHaveLength(1)
    })

    test('runs as many instances as are asked for, each with an address of its own', async () => {
      const service = harness.service()
      const spec = { minInstances: 2, maxInstances: 4 }
      const progress = recordProgress()
      const { endpoints } = expectApplied(await deploy(service, 1, spec, progress))
      expect(new Set(endpoints.map(({ url }) => url)).size).toBe(2)
      for (const { url } of endpoints) expect(await pageAt(url)).toBe('version one')
      expect(progress.told).toContain('A Docker engine does not scale by itself: 2 instances run.')
      expect(await harness.target.status(service, limit())).toMatchObject({
        state: 'running',
        runningInstances: 2,
      })
      await deploy(service, 2)
      expect(await harness.containers(service)).toHaveLength(1)
    })

    test.each([
      ['an HTTP probe', { readiness: inTime(http('/')), liveness: null }],
      [
        'a TCP probe',
        { readiness: inTime({ type: { kind: 'tcp', port: 8080 }, ...timing }), liveness: null },
      ],
      [
        'a command in the container',
        { readiness: inTime(exec('/bin/esbuild', '--version')), liveness: inTime(http('/')) },
      ],
    ])('is healthy by %s', async (_name, healthchecks) => {
      const service = harness.service()
      expectApplied(await deploy(service, 1, { healthchecks }))
      expect(await harness.target.status(service, limit())).toMatchObject({ state: 'running' })
    })

    test('needs neither port nor probe: staying up is enough', async () => {
      const service = harness.service()
      const { endpoints } = expectApplied(await deploy(service, 1, { ports: [] }))
      expect(endpoints).toEqual([])
    })

    test('publishes no private port, and probes it all the same', async () => {
      const service = harness.service()
      const spec = {
        ports: [{ ...WEB, publiclyAccessible: false }],
        healthchecks: { readiness: inTime(http('/')), liveness: null },
      }
      const { endpoints, reference } = expectApplied(await deploy(service, 1, spec))
      expect(endpoints).toEqual([])
      const { HostConfig } = await harness.docker.getContainer(reference).inspect()
      expect(HostConfig.PortBindings).toEqual({})
    })

    test('probes by published ports alone where the engine is in a virtual machine', async () => {
      const target = createDockerTarget(harness.settings, { timings: QUICK, reach: 'published' })
      const service = harness.service()
      const spec = { ports: [{ ...WEB, publiclyAccessible: false }] }
      const workload = harness.workload(service, harness.digests[0], spec)
      const { endpoints } = expectApplied(await target.apply(workload, recordProgress(), limit()))
      expect(endpoints).toEqual([])
      expect(await target.status(service, limit())).toMatchObject({ state: 'running' })
    })

    test('asks the registry for nothing when the engine has the image', async () => {
      const service = harness.service()
      expectApplied(await deploy(service, 1))
      const before = harness.registry.authorizations.length
      const progress = recordProgress()
      expectApplied(await deploy(service, 1, {}, progress))
      expect(harness.registry.authorizations.length).toBe(before)
      expect(progress.told.join('\n')).toContain('already')
    })
  })

  describe('that fails leaves the old version serving, and says why', () => {
    const afterFailure = async (spec: Partial<ContainerSpec>, ports: readonly ServicePort[] = [WEB]) => {
      const service = harness.service()
      const first = expectApplied(await deploy(service, 1, { ports }))
      const progress = recordProgress()
      const found = failed(await deploy(service, 2, { ports, ...spec }, progress))
      await expectOldServes(service, first.endpoints[0]?.url)
      expect([...progress.steps.values()]).toContain('failed')
      expect([...progress.steps.values()]).not.toContain('running')
      expect(found.remedy?.action).toBeTruthy()
      return found
    }

    test('the container ends: its exit code and its last lines', async () => {
      const found = await afterFailure({ arguments: ['--no-such-flag'] })
      expect(found.code).toBe('deploy.container_exited')
      expect(found.summary).toContain('exit code 1')
      expect(found.evidence[1]?.answered).toContain('flag: "--no-such-flag"')
    })

    test('the container ends while a fixed port is to be handed over', async () => {
      const found = await afterFailure({ arguments: ['--no-such-flag'] }, [fixed(await freePort())])
      expect(found.code).toBe('deploy.container_exited')
    })

    test('the command is not in the image', async () => {
      const found = await afterFailure({ entrypoint: '/bin/absent' })
      expect(found).toMatchObject({ code: 'deploy.container_exited' })
      expect(found.summary).toContain('cannot be run')
    })

    test('the probe is answered wrongly: what was asked and what was answered', async () => {
      const found = await afterFailure({ healthchecks: { readiness: http('/absent'), liveness: null } })
      expect(found).toMatchObject({
        code: 'deploy.unhealthy',
        evidence: [{ asked: 'GET http://<container>:8080/absent', answered: '404 Not Found' }],
      })
    })

    test('the command in the container fails', async () => {
      const healthchecks = { readiness: exec('/bin/esbuild', '--no-such-flag'), liveness: null }
      const found = await afterFailure({ healthchecks })
      expect(found.code).toBe('deploy.unhealthy')
      expect(found.evidence[0]?.answered).toContain('flag: "--no-such-flag"')
    })

    test('nothing listens on the port', async () => {
      const service = harness.service()
      const target = createDockerTarget(harness.settings, { timings: { ...QUICK, listenMs: 200 } })
      const ports = [{ ...WEB, internalPort: 9999 }]
      const workload = harness.workload(service, harness.digests[0], { ports })
      const found = failed(await target.apply(workload, recordProgress(), limit()))
      expect(found.code).toBe('deploy.unhealthy')
      expect(found.evidence[0]?.answered).toMatch(/:9999 ECONNREFUSED$/)
      expect(await harness.containers(service)).toEqual([])
    })

    test('nothing listens behind the proxy of a published port', async () => {
      const service = harness.service()
      const target = createDockerTarget(harness.settings, {
        timings: { ...QUICK, listenMs: 200 },
        reach: 'published',
      })
      const ports = [{ ...WEB, internalPort: 9999 }]
      const workload = harness.workload(service, harness.digests[0], { ports })
      expect(failed(await target.apply(workload, recordProgress(), limit())).code).toBe('deploy.unhealthy')
    })

    test("the port is another service's: which port, and whose", async () => {
      const holder = harness.service()
      const port = await freePort()
      expectApplied(await deploy(holder, 1, { ports: [fixed(port)] }))
      const service = { ...harness.service(), organizationId: holder.organizationId }
      const first = expectApplied(await deploy(service, 1))
      const found = failed(await deploy(service, 2, { ports: [fixed(port)] }))
      expect(found).toMatchObject({
        code: 'deploy.port_taken',
        summary: `Port ${port} of the engine is taken by the service ${holder.name}.`,
      })
      await expectOldServes(service, first.endpoints[0]?.url)
    })

    test('the port is held by a program outside the engine', async () => {
      const server = createServer()
      const port = await freePort()
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
      const found = await afterFailure({ ports: [fixed(port)] })
      expect(found).toMatchObject({
        code: 'deploy.port_taken',
        summary: `Port ${port} of the engine is taken.`,
      })
      await new Promise((resolve) => server.close(resolve))
    })

    test('the machine of the engine does not have the publish address', async () => {
      const settings = { ...harness.settings, publishAddress: '192.0.2.1' }
      const target = createDockerTarget(settings, { timings: QUICK })
      const service = harness.service()
      const workload = harness.workload(service, harness.digests[0])
      const found = failed(await target.apply(workload, recordProgress(), limit()))
      expect(found.code).toBe('deploy.target_failed')
      expect(found.summary).toContain('192.0.2.1')
      expect(await harness.containers(service)).toEqual([])
    })

    test('several instances cannot share a fixed port', async () => {
      const found = failed(
        await deploy(harness.service(), 1, { minInstances: 2, ports: [fixed(await freePort())] }),
      )
      expect(found).toMatchObject({ code: 'deploy.not_supported', severity: 'error' })
    })

    test('a cancellation while it becomes healthy', async () => {
      const service = harness.service()
      const first = expectApplied(await deploy(service, 1))
      const canceled = new AbortController()
      const canceling: Progress = {
        log: () => {},
        step: (name) => {
          if (name === 'healthy') canceled.abort()
        },
      }
      await expect(
        deploy(
          service,
          2,
          { healthchecks: { readiness: http('/absent'), liveness: null } },
          canceling,
          canceled.signal,
        ),
      ).rejects.toMatchObject({ code: 'operation.canceled' })
      await expectOldServes(service, first.endpoints[0]?.url)
    })

    test('a cancellation while a fixed port is handed over', async () => {
      const service = harness.service()
      const spec = { ports: [fixed(await freePort())] }
      const first = expectApplied(await deploy(service, 1, spec))
      const canceled = new AbortController()
      const canceling: Progress = {
        log: () => {},
        step: (name) => {
          if (name === 'switch') canceled.abort()
        },
      }
      await expect(deploy(service, 2, spec, canceling, canceled.signal)).rejects.toMatchObject({
        code: 'operation.canceled',
      })
      await expectOldServes(service, first.endpoints[0]?.url)
    })
  })

  test('a stopped container keeps its fixed port from nobody: the next deployment takes it', async () => {
    const service = harness.service()
    const spec = { ports: [fixed(await freePort())] }
    const first = expectApplied(await deploy(service, 1, spec))
    await harness.target.stop(service, recordProgress(), limit())
    expect(await pageAt(first.endpoints[0]?.url)).toBe('ECONNREFUSED')
    const second = expectApplied(await deploy(service, 2, spec))
    expect(await pageAt(second.endpoints[0]?.url)).toBe('version two')
    expect(await harness.containers(service)).toHaveLength(1)
  })

  test('a container that ended for good is told as stopped, with its exit code', async () => {
    const service = harness.service()
    const { reference } = expectApplied(await deploy(service, 1))
    const container = harness.docker.getContainer(reference)
    await container.update({ RestartPolicy: { Name: 'no' } })
    await container.kill({ signal: 'SIGKILL' })
    await container.wait()
    expect(await harness.target.status(service, limit())).toMatchObject({
      state: 'stopped',
      runningInstances: 0,
      message: 'Stopped; its exit code was 137.',
    })
  })

  test('a probe that fails later makes the status unhealthy, and says what was answered', async () => {
    const service = harness.service()
    const { reference } = expectApplied(
      await deploy(service, 1, {
        healthchecks: { readiness: { ...http('/'), failureThreshold: 60 }, liveness: null },
      }),
    )
    await harness.docker.getContainer(reference).pause()
    expect(await harness.target.status(service, limit())).toMatchObject({ state: 'unhealthy' })
    await harness.docker.getContainer(reference).unpause()
    expect(await harness.target.status(service, limit())).toMatchObject({ state: 'running' })
  })

  test('a restart that fails says why', async () => {
    const service = harness.service()
    const port = await freePort()
    const workload = harness.workload(service, harness.digests[0], { ports: [fixed(port)] })
    expectApplied(await harness.target.apply(workload, recordProgress(), limit()))
    await harness.target.stop(service, recordProgress(), limit())
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    const found = failed(await harness.target.restart(workload, recordProgress(), limit()))
    expect(found.code).toBe('deploy.port_taken')
    await new Promise((resolve) => server.close(resolve))
    expectApplied(await harness.target.restart(workload, recordProgress(), limit()))
    expect(await pageAt(`http://127.0.0.1:${port}`)).toBe('version one')
  })
})

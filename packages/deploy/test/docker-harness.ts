import { createServer } from 'node:net'
import type { ContainerSpec, Digest, ServiceIdentity, ServicePort, Workload } from '@fairlead/core'
import Docker from 'dockerode'
import type { TestEngine } from '../../../test/support/docker-engine.ts'
import { newService, recordProgress } from '../src/contract.ts'
import { createDockerTarget, type DockerOptions, type DockerSettings } from '../src/docker/index.ts'
import { sampleWorkload } from './sample-workload.ts'
import { REPOSITORY, startTestRegistry, type TestRegistry } from './test-registry.ts'

/** How long a test here may take: each starts several containers, and machines may be busy. */
export const DOCKER_LIMIT_MS = 120_000

/** Short waits between looks. What is to become healthy has the usual time: on a busy machine it takes seconds. */
export const QUICK: NonNullable<DockerOptions['timings']> = {
  pollMs: 40,
  graceMs: 300,
  patienceMs: 1_000,
  stopMs: 2_000,
}

/** The test image's port, published where the engine likes. */
export const WEB: ServicePort = {
  id: 'web',
  name: 'web',
  internalPort: 8080,
  publiclyAccessible: true,
  protocol: 'HTTP',
}

export interface DockerHarness {
  readonly docker: Docker
  readonly registry: TestRegistry
  readonly settings: DockerSettings
  readonly target: ReturnType<typeof createDockerTarget>
  /** Versions 1 and 2 of the test image. */
  readonly digests: readonly [Digest, Digest]
  service(): ServiceIdentity
  workload(service: ServiceIdentity, digest: Digest, spec?: Partial<ContainerSpec>): Workload
  containers(service: ServiceIdentity): Promise<Docker.ContainerInfo[]>
  /** Takes away every container and image that was made. */
  close(): Promise<void>
}

export async function startDockerHarness(
  engine: TestEngine,
  options: DockerOptions = { timings: QUICK },
): Promise<DockerHarness> {
  const docker = new Docker({ socketPath: engine.socket })
  const registry = await startTestRegistry()
  const digests = [await registry.push('version one'), await registry.push('version two')] as const
  const settings = { kind: 'docker', endpoint: engine.endpoint, publishAddress: '127.0.0.1' } as const
  const target = createDockerTarget(settings, options)
  const services = new Map<string, ServiceIdentity>()
  const pulled = new Set<string>(digests)
  const remember = (service: ServiceIdentity) => {
    services.set(service.id, service)
    return service
  }
  return {
    docker,
    registry,
    settings,
    target,
    digests,
    service: () => remember(newService()),
    workload: (service, digest, spec = {}) => {
      remember(service)
      pulled.add(digest)
      const workload = sampleWorkload(service, { digest, spec: { ports: [WEB], ...spec } })
      return { ...workload, image: { ...workload.image, registry: registry.host, repository: REPOSITORY } }
    },
    containers: (service) =>
      docker.listContainers({ all: true, filters: { label: [`dev.fairlead.service=${service.id}`] } }),
    close: async () => {
      for (const service of services.values()) {
        await target.remove(service, recordProgress(), AbortSignal.timeout(60_000))
      }
      for (const digest of pulled) {
        // Not every digest was pulled.
        await docker
          .getImage(`${registry.host}/${REPOSITORY}@${digest}`)
          .remove()
          .catch((error: { statusCode?: number }) => {
            if (error.statusCode !== 404) throw error
          })
      }
      await registry.close()
    },
  }
}

const FIRST_PORT = 15_000
const PORTS_PER_WORKER = 500
const WORKERS = 30
let next = Math.floor(Math.random() * PORTS_PER_WORKER)

/**
 * A port that nothing holds now: below those that engines and the system choose from, out of a range of this worker's
 * own, and never the same one twice in a row of as many as there are, so that no test that runs beside it is given it.
 */
export async function freePort(): Promise<number> {
  const own = FIRST_PORT + (Number(process.env.VITEST_POOL_ID ?? 0) % WORKERS) * PORTS_PER_WORKER
  for (;;) {
    next = (next + 1) % PORTS_PER_WORKER
    const port = own + next
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}

/** What the service answers there, or the error's code. */
export async function pageAt(url: string | undefined): Promise<string> {
  try {
    const response = await fetch(`${url}/`, { headers: { connection: 'close' } })
    return await response.text()
  } catch (error) {
    return String(((error as Error).cause as NodeJS.ErrnoException | undefined)?.code ?? error)
  }
}

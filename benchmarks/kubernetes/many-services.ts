import { setTimeout as delay } from 'node:timers/promises'
import type { Container } from '@fairlead/api/client'
import { type DeployTarget, type KubernetesSettings, Secret } from '@fairlead/core'
import { createKubernetesTarget } from '@fairlead/deploy/kubernetes'
import { recordProgress } from '../../packages/deploy/src/contract.ts'
import { WEB } from '../../packages/deploy/test/docker-harness.ts'
import { sampleWorkload } from '../../packages/deploy/test/sample-workload.ts'
import type { KubernetesWorld } from '../../test/support/kubernetes-world.ts'
import { median } from '../measure.ts'
import type { Metered } from './meter.ts'
import { readMeter } from './read-meter.ts'

const SERVICES = Number(process.env.FAIRLEAD_BENCH_SERVICES || 500)
const MINUTES = Number(process.env.FAIRLEAD_BENCH_MINUTES || 2)
const AT_ONCE = 8

const SETTINGS: KubernetesSettings = {
  kind: 'kubernetes',
  access: 'kubeconfig',
  context: null,
  namespace: null,
  podSecurity: 'restricted',
  runAsUser: null,
  publish: { kind: 'load-balancer' },
}

/**
 * Services on one cluster, of which a server is asked the state of each once a minute, as an open console does: the
 * server's memory, its requests to the API server and its time of the processor. No pods run, since one node holds about
 * a hundred; everything else of each service is there.
 */
export async function measureManyServices(
  world: KubernetesWorld,
  kubeconfig: string,
  socketPath: string,
): Promise<void> {
  // A target of this process: the server is to have nothing of it in its memory.
  const target = createKubernetesTarget(SETTINGS, new Secret(kubeconfig))
  const containers: Container[] = []
  await sideBySide(SERVICES, async (index) => {
    const container = await world.create(`many-${index}`, '1.0')
    await applyStopped(target, world, container)
    containers.push(container)
  })
  await target.close?.()
  const report = reporter(socketPath)
  console.log(`${SERVICES} services on one cluster (no pods), watched by one server`)
  await report('before anybody asks')
  await delay(60_000)
  await report('a minute in which nobody asks', 60)
  const first = await ask(world, containers, 0)
  await report('all asked for once', first.seconds)
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    const { seconds, times } = await ask(world, containers, 60_000 / SERVICES)
    await report(`minute ${minute}, each asked for once (${median(times).toFixed(1)} ms each)`, seconds)
  }
}

async function applyStopped(
  target: DeployTarget,
  { api, environmentId, organizationId, registryId }: KubernetesWorld,
  { id, name }: Container,
): Promise<void> {
  const [project] = await api.projects.list(organizationId)
  const workload = sampleWorkload(
    {
      id,
      name,
      environmentId,
      environmentName: 'live',
      projectName: project?.name ?? '',
      organizationId,
    },
    {
      spec: {
        registryId,
        minInstances: 0,
        maxInstances: 0,
        variables: [{ name: 'COLOUR', value: 'green' }],
        ports: [{ ...WEB, publiclyAccessible: false }],
      },
    },
  )
  const wanted = { ...workload, credential: undefined }
  const applied = await target.apply(wanted, recordProgress(), AbortSignal.timeout(120_000))
  if (!applied.ok) throw new Error(applied.findings.map(({ summary }) => summary).join(' '))
}

/** The state of each service, one after another with that many milliseconds between their beginnings. */
async function ask({ api }: KubernetesWorld, containers: readonly Container[], everyMs: number) {
  const begin = performance.now()
  const times: number[] = []
  await sideBySide(containers.length, async (index) => {
    const due = begin + index * everyMs - performance.now()
    if (due > 0) await delay(due)
    const start = performance.now()
    const { state, drift } = await api.containers.runtime(containers[index]?.id ?? '')
    times.push(performance.now() - start)
    if (state !== 'stopped' || drift?.length !== 0) throw new Error(`A service is ${state}, ${drift}.`)
  })
  return { seconds: (performance.now() - begin) / 1000, times }
}

async function sideBySide(count: number, work: (index: number) => Promise<void>): Promise<void> {
  const queue = Array.from({ length: count }, (_, index) => index).values()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const index of queue) await work(index)
    }),
  )
}

/** Prints what changed since it was called last. */
function reporter(socketPath: string): (label: string, seconds?: number) => Promise<void> {
  let last: Metered | undefined
  const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`
  return async (label, seconds) => {
    const now = await readMeter(socketPath)
    const memory = `heap ${megabytes(now.heap)}, RSS ${megabytes(now.rss)}`
    if (last && seconds) {
      const asked = now.others - last.others
      const watched = now.watches - last.watches
      console.log(
        `  ${label}: ${asked} requests and ${watched} watches begun, ${((asked + watched) / seconds).toFixed(2)} a second; ${memory}; processor ${(((now.cpu - last.cpu) / seconds) * 100).toFixed(1)} %`,
      )
    } else console.log(`  ${label}: ${memory}`)
    last = now
  }
}

import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Container, Deployment } from '@fairlead/api/client'
import { readRelease } from '../../packages/deploy/src/kubernetes/apply/release.ts'
import type { KubeObject } from '../../packages/deploy/src/kubernetes/connection/objects.ts'
import type { KubernetesWorld } from '../../test/support/kubernetes-world.ts'
import { median } from '../measure.ts'

const RUNS = Number(process.env.FAIRLEAD_BENCH_RUNS || 7)
const run = promisify(execFile)
const limit = () => AbortSignal.timeout(60_000)

/** Milliseconds of one deployment by Fairlead, and of `kubectl apply` of the same objects. */
interface Pair {
  readonly accepted: number
  readonly step: number
  readonly kubectl: number
}

/**
 * From the moment a deployment is accepted until its objects are applied, beside `kubectl apply --server-side` of the very
 * objects that it applied, in a namespace of its own; then the next version of the same service likewise.
 */
export async function measureApply(
  world: KubernetesWorld,
  kubeconfig: string,
  folder: string,
): Promise<void> {
  const elsewhere = `fl-bench-${randomUUID().slice(0, 8)}`
  const { api } = world.eye
  await using cleanup = new AsyncDisposableStack()
  const namespace: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: elsewhere } }
  await api.apply(namespace, {}, limit())
  cleanup.defer(async () => void (await api.remove('Namespace', undefined, elsewhere, limit())))
  const file = join(folder, 'objects.json')
  const kubectl = (...args: readonly string[]) => run('kubectl', ['--kubeconfig', kubeconfig, ...args])

  const pairOf = async (container: Container): Promise<Pair> => {
    const times = timesOf(await world.deploy(container))
    const objects = await appliedObjects(world, container)
    const [{ metadata } = namespace] = objects
    // Other ids: what kubectl makes is nothing of Fairlead's.
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })
      .replaceAll(container.id, randomOf(container.id))
      .replaceAll(metadata.namespace ?? '', elsewhere)
    await writeFile(file, text)
    const begin = performance.now()
    await kubectl('apply', '--server-side', '-f', file)
    const taken = performance.now() - begin
    const name = objects.find(({ kind }) => kind === 'Deployment')?.metadata.name ?? ''
    await kubectl('-n', elsewhere, 'rollout', 'status', `deployment/${name}`, '--timeout=120s')
    return { ...times, kubectl: taken }
  }

  const first: Pair[] = []
  const next: Pair[] = []
  // The namespace stays for as long as something is in it.
  timesOf(await world.deploy(await world.create('resident', '1.0')))
  await copyPullSecret(world, elsewhere)
  // The first run does not count.
  for (let index = 0; index <= RUNS; index += 1) {
    const container = await world.create(`bench-${index}`, '1.0')
    await world.api.containers.addVariable(container.id, { key: 'COLOUR', value: 'green' })
    const pairs = [await pairOf(container), await pairOf(container)]
    if (index > 0) {
      first.push(...pairs.slice(0, 1))
      next.push(...pairs.slice(1))
    }
    await kubectl('delete', '-f', file, '--wait=true')
    await world.api.containers.remove(container.id)
  }
  console.log(
    `A service of one pod from accepted to applied, beside "kubectl apply --server-side": medians of ${RUNS} runs`,
  )
  for (const [label, pairs] of [
    ['first version', first],
    ['next version', next],
  ] as const) {
    const of = (key: keyof Pair) => median(pairs.map((pair) => pair[key]))
    const ratio = median(pairs.map(({ accepted, kubectl: peer }) => accepted / peer))
    const step = median(pairs.map((pair) => pair.step / pair.kubectl))
    console.log(
      `  ${label.padEnd(14)} ${of('accepted').toFixed(0)} ms (kubectl ${of('kubectl').toFixed(0)} ms, ${ratio.toFixed(2)} times); of it the applying ${of('step').toFixed(0)} ms (${step.toFixed(2)} times)`,
    )
  }
}

function timesOf({ createdAt, steps, state, findings }: Deployment): Pick<Pair, 'accepted' | 'step'> {
  const apply = steps.find(({ name }) => name === 'apply')
  if (state !== 'succeeded' || !apply?.finishedAt)
    throw new Error(`The deployment ${state}: ${findings.map(({ summary }) => summary).join(' ')}`)
  const end = Date.parse(apply.finishedAt)
  return { accepted: end - Date.parse(createdAt), step: end - Date.parse(apply.startedAt) }
}

/** As the deployment applied them: they are kept for the day on which a later one fails. */
async function appliedObjects(
  { eye, organizationId, environmentId }: KubernetesWorld,
  { id, name }: Container,
) {
  const service = { id, name, environmentId, environmentName: 'live', projectName: '', organizationId }
  const settings = { namespace: null } as Parameters<typeof readRelease>[0]['settings']
  const release = await readRelease({ api: eye.api, settings }, service, limit())
  if (!release) throw new Error('The deployment has left no release.')
  return release.objects
}

async function copyPullSecret({ eye, environmentId }: KubernetesWorld, namespace: string): Promise<void> {
  const labelSelector = `dev.fairlead/environment=${environmentId},dev.fairlead/registry`
  const { items } = await eye.api.list('Secret', { labelSelector }, limit())
  for (const { metadata, ...rest } of items) {
    await eye.api.apply({ ...rest, metadata: { name: metadata.name, namespace } }, {}, limit())
  }
}

/** The same for the same id, so that the next version is one of the same service. */
const randomOf = (id: string): string => id.split('').reverse().join('').replaceAll('-', '0').slice(0, 32)

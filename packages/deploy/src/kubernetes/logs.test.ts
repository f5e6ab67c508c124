import type { LogLine, ServiceIdentity } from '@fairlead/core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { describeWithKubernetes } from '../../../../test/support/kubernetes.ts'
import { type RawPlace, startRawPlace } from '../../test/raw-workload.ts'
import { newService } from '../contract.ts'
import { serviceLogs } from './logs.ts'

const limit = () => AbortSignal.timeout(60_000)
vi.setConfig({ testTimeout: 120_000 })

describeWithKubernetes('the log of a service on Kubernetes', (cluster) => {
  let place: RawPlace
  beforeAll(async () => {
    place = await startRawPlace(cluster)
  })
  afterAll(() => place?.close())

  const deployed = async (replicas = 1) => {
    const service = place.service()
    await place.apply(place.manifest(service, { replicas }))
    return { service, pods: await place.ready(service, replicas) }
  }
  const logs = (service: ServiceIdentity, follow: boolean, tail: number, signal = limit()) =>
    serviceLogs(place.context, service, { follow, tail }, signal)
  const asked = (page: string) => (line: LogLine) => line.message.includes(`GET /${page}`)

  test('is given by line, with its time and its pod, in the order of time', async () => {
    const { service, pods } = await deployed()
    await until(logs(service, true, 100), ({ message }) => message.includes('http://127.0.0.1:8080/'))
    const lines = await Array.fromAsync(logs(service, false, 100))
    expect(lines.length).toBeGreaterThan(1)
    for (const line of lines) {
      expect(line.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(line.instance).toBe(pods[0]?.metadata.name)
      expect(line.message).not.toContain('\n')
    }
    expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).sort())
    expect(await Array.fromAsync(logs(service, false, 1))).toEqual(lines.slice(-1))
    expect(await Array.fromAsync(logs(service, false, 0))).toEqual([])
  })

  test('is followed from its last lines on, without a gap and without a repetition', async () => {
    const { service, pods } = await deployed()
    const [pod = expect.fail()] = pods
    await place.page(pod, 'before')
    await until(logs(service, true, 100), asked('before'))
    const following = logs(service, true, 100)
    const first = await until(keepOpen(following), asked('before'))
    expect(first.filter(asked('before'))).toHaveLength(1)
    await place.page(pod, 'after')
    const rest = await until(following, asked('after'))
    expect(rest.filter(asked('before'))).toEqual([])
    expect(rest.filter(asked('after'))).toHaveLength(1)
  })

  test('of several pods is one', async () => {
    const { service, pods } = await deployed(2)
    await Promise.all(pods.map((pod, index) => place.page(pod, `pod-${index}`)))
    const waiting = new Set(['pod-0', 'pod-1'])
    const lines = await until(logs(service, true, 100), ({ message }) => {
      for (const page of waiting) if (message.includes(`GET /${page}`)) waiting.delete(page)
      return waiting.size === 0
    })
    expect(new Set(lines.map(({ instance }) => instance)).size).toBe(2)
  })

  test('goes on with the pods of a rollout', async () => {
    const { service, pods } = await deployed()
    const [old = expect.fail()] = pods
    await place.page(old, 'old')
    const following = logs(service, true, 100)
    await until(keepOpen(following), asked('old'))
    await place.apply(place.manifest(service, { digest: place.digests[1] }))
    const next = await vi.waitFor(
      async () => {
        const [only, other] = await place.ready(service, 1)
        if (only === undefined || other || only.metadata.uid === old.metadata.uid) throw new Error('not yet')
        return only
      },
      { timeout: 60_000, interval: 100 },
    )
    await place.page(next, 'new')
    const seen = await until(following, asked('new'))
    expect(seen.at(-1)?.instance).toBe(next.metadata.name)
    expect(seen.filter(({ instance }) => instance === next.metadata.name).length).toBeGreaterThan(1)
  })

  test('goes on with the next run of a container that restarts', async () => {
    const { service, pods } = await deployed()
    const [pod = expect.fail()] = pods
    await place.page(pod, 'first-run')
    const following = logs(service, true, 100)
    await until(keepOpen(following), asked('first-run'))
    // The kubelet starts a container anew whose image is another one.
    const image = pod.spec.containers[0]?.image?.replace(place.digests[0], place.digests[1])
    const containers = [{ ...pod.spec.containers[0], image }]
    await place.context.api.patch(
      'Pod',
      place.namespace,
      pod.metadata.name,
      { spec: { containers } },
      limit(),
    )
    await vi.waitFor(
      async () => {
        const [now] = await place.pods(service)
        expect(now?.status?.containerStatuses?.[0]).toMatchObject({ restartCount: 1, ready: true })
      },
      { timeout: 60_000, interval: 100 },
    )
    await vi.waitFor(async () => expect(await place.page(pod, '')).toContain('version two'), {
      timeout: 30_000,
    })
    await place.page(pod, 'second-run')
    const seen = await until(following, asked('second-run'))
    expect(seen.filter(asked('first-run'))).toEqual([])
  })

  test('of a container that ends again and again has every run', async () => {
    const service = place.service()
    const container = { args: ['--no-such-option'] }
    const following = logs(service, true, 100)
    await place.apply(place.manifest(service, { container }))
    const waiting = following.next()
    const seen: LogLine[] = []
    const isComplaint = ({ message }: LogLine) => message.includes('--no-such-option')
    const first = await waiting
    if (!first.done) seen.push(first.value)
    while (seen.filter(isComplaint).length < 2) {
      const { value, done } = await following.next()
      if (done) break
      seen.push(value)
    }
    await following.return(undefined)
    expect(seen.filter(isComplaint).length).toBeGreaterThanOrEqual(2)
  })

  test('ends when its signal fires, without an error', async () => {
    const { service } = await deployed()
    const reader = new AbortController()
    const seen: LogLine[] = []
    for await (const line of logs(service, true, 1, reader.signal)) {
      seen.push(line)
      reader.abort()
    }
    expect(seen).toHaveLength(1)
    expect(await Array.fromAsync(logs(service, true, 1, AbortSignal.abort()))).toEqual([])
    const quiet = new AbortController()
    const reading = Array.fromAsync(logs(service, true, 0, quiet.signal))
    await place.ready(service, 1)
    quiet.abort()
    await reading
  })

  test('is empty for a service that is not there', async () => {
    expect(await Array.fromAsync(logs(newService(), true, 10))).toEqual([])
  })
})

async function until(lines: AsyncIterable<LogLine>, wanted: (line: LogLine) => boolean): Promise<LogLine[]> {
  const seen: LogLine[] = []
  for await (const line of lines) {
    seen.push(line)
    if (wanted(line)) return seen
  }
  throw new Error(`The log ended after ${JSON.stringify(seen)}`)
}

/** Lets a `for await` stop without ending the source. */
async function* keepOpen<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  for (;;) {
    const { done, value } = await source.next()
    if (done) return
    yield value
  }
}

import type { LogLine } from '@fairlead/core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { describeWithDocker } from '../../../../test/support/docker-engine.ts'
import {
  DOCKER_LIMIT_MS,
  type DockerHarness,
  pageAt,
  startDockerHarness,
  WEB,
} from '../../test/docker-harness.ts'
import { SERVE } from '../../test/test-registry.ts'
import { expectApplied, newService, recordProgress } from '../contract.ts'

const limit = () => AbortSignal.timeout(60_000)
vi.setConfig({ testTimeout: DOCKER_LIMIT_MS })

describeWithDocker('the log of a service on a Docker engine', (engine) => {
  let harness: DockerHarness
  beforeAll(async () => {
    harness = await startDockerHarness(engine)
  })
  afterAll(() => harness?.close())

  // The test program prints a line for each request that it serves.
  const verbose = { arguments: [...SERVE, '--log-level=verbose'] }
  const deployed = async (minInstances = 1) => {
    const service = harness.service()
    const spec = { ...verbose, minInstances, maxInstances: minInstances, ports: [WEB] }
    const workload = harness.workload(service, harness.digests[0], spec)
    const { endpoints } = expectApplied(await harness.target.apply(workload, recordProgress(), limit()))
    return { service, urls: endpoints.map(({ url }) => url) }
  }
  const logs = (
    service: ReturnType<DockerHarness['service']>,
    follow: boolean,
    tail: number,
    signal = limit(),
  ) => harness.target.logs?.(service, { follow, tail }, signal) ?? expect.fail()
  const until = async (lines: AsyncIterable<LogLine>, wanted: (line: LogLine) => boolean) => {
    const seen: LogLine[] = []
    for await (const line of lines) {
      seen.push(line)
      if (wanted(line)) return seen
    }
    throw new Error(`The log ended after ${JSON.stringify(seen)}`)
  }
  const asked = (page: string) => (line: LogLine) => line.message.includes(`GET /${page}`)

  test('is given by line, with its time, its stream and its container, in the order of time', async () => {
    const { service } = await deployed()
    // It answers before the engine has written down all that it printed.
    await until(logs(service, true, 100), ({ message }) => message.includes('http://127.0.0.1:8080/'))
    const lines = await Array.fromAsync(logs(service, false, 100))
    expect(lines.length).toBeGreaterThan(1)
    for (const line of lines) {
      expect(line.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(line.stream).toBe('stderr')
      expect(line.instance).toContain(`fairlead-${service.name}-`)
      expect(line.message).not.toContain('\n')
    }
    expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).sort())
    expect(lines.map(({ message }) => message).join('\n')).toContain('http://127.0.0.1:8080/')
    expect(await Array.fromAsync(logs(service, false, 1))).toEqual(lines.slice(-1))
    expect(await Array.fromAsync(logs(service, false, 0))).toEqual([])
  })

  test('is followed from its last lines on, without a gap and without a repetition', async () => {
    const { service, urls } = await deployed()
    await pageAt(`${urls[0]}/before`)
    await until(logs(service, true, 100), asked('before'))
    const following = logs(service, true, 100)
    const first = await until(keepOpen(following), asked('before'))
    expect(first.filter(asked('before'))).toHaveLength(1)
    await pageAt(`${urls[0]}/after`)
    const rest = await until(following, asked('after'))
    expect(rest.filter(asked('before'))).toEqual([])
    expect(rest.filter(asked('after'))).toHaveLength(1)
  })

  test('of several instances is one', async () => {
    const { service, urls } = await deployed(2)
    await pageAt(`${urls[0]}/one`)
    await pageAt(`${urls[1]}/two`)
    const waiting = new Set(['one', 'two'])
    const lines = await until(logs(service, true, 100), ({ message }) => {
      for (const page of waiting) if (message.includes(`GET /${page}`)) waiting.delete(page)
      return waiting.size === 0
    })
    expect(new Set(lines.map(({ instance }) => instance)).size).toBe(2)
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
  })

  test('ends with the last container', async () => {
    const { service } = await deployed()
    const reading = Array.fromAsync(logs(service, true, 1))
    await harness.target.stop(service, recordProgress(), limit())
    expect((await reading).length).toBeGreaterThan(0)
  })

  test('is empty for a service that is not there', async () => {
    expect(await Array.fromAsync(logs(newService(), true, 10))).toEqual([])
  })
})

/** Lets a `for await` stop without ending the source. */
async function* keepOpen<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  for (;;) {
    const { done, value } = await iterator.next()
    if (done) return
    yield value
  }
}

import type { ContainerSpec, Workload } from '@fairlead/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeWithDocker } from '../../../../test/support/docker-engine.ts'
import {
  type DockerHarness,
  freePort,
  pageAt,
  QUICK,
  startDockerHarness,
  WEB,
} from '../../test/docker-harness.ts'
import { startEngineProxy } from '../../test/engine-proxy.ts'
import { expectApplied, recordProgress } from '../contract.ts'
import { createDockerTarget } from './target.ts'

const limit = () => AbortSignal.timeout(60_000)
const isChange = (asked: string) => !asked.startsWith('GET')

// The engine is lost right after each change that a deployment makes, before its answer comes. Nothing that Fairlead
// could still do afterwards reaches it: as if it were killed there, or just before the next change.
describeWithDocker(
  'a deployment that is cut off at any change',
  (engine) => {
    let harness: DockerHarness
    beforeAll(async () => {
      harness = await startDockerHarness(engine)
    })
    afterAll(() => harness?.close())

    /** Applies until the engine is lost at the given change. Gives what was asked at it; undefined if that never came. */
    async function cutOff(workload: Workload, change: number): Promise<string | undefined> {
      let changes = 0
      let lostAt: string | undefined
      const proxy = await startEngineProxy(engine.socket, (asked) => {
        if (lostAt !== undefined) return 'cut'
        if (!isChange(asked) || changes++ !== change) return 'pass'
        lostAt = asked
        return 'cut-after'
      })
      const target = createDockerTarget({ ...harness.settings, endpoint: proxy.endpoint }, { timings: QUICK })
      try {
        const applied = target.apply(workload, recordProgress(), limit())
        const [result] = await Promise.allSettled([applied])
        if (lostAt === undefined) expectApplied(await applied)
        else expect(result).toMatchObject({ reason: { code: 'target.unreachable' } })
      } finally {
        await proxy.close()
      }
      return lostAt
    }

    const ways: [string, () => Promise<Partial<ContainerSpec>>][] = [
      ["with a port of the engine's choice", async () => ({})],
      ['with a fixed port', async () => ({ ports: [{ ...WEB, externalPort: await freePort() }] })],
    ]

    describe.each(ways)('%s', (_way, specOf) => {
      /** A first version runs; the second is cut off at each of its changes, each time for a service of its own. */
      async function atEachChange(
        least: number,
        then: (lostAt: string, second: Workload, spec: Partial<ContainerSpec>) => Promise<void>,
      ): Promise<void> {
        let isComplete = false
        let next = 0
        const work = async () => {
          while (!isComplete) {
            const change = next++
            const service = harness.service()
            const spec = await specOf()
            const first = harness.workload(service, harness.digests[0], spec)
            expectApplied(await harness.target.apply(first, recordProgress(), limit()))
            const second = harness.workload(service, harness.digests[1], spec)
            const lostAt = await cutOff(second, change)
            if (lostAt === undefined) isComplete = true
            else await then(`change ${change}, ${lostAt}`, second, spec)
            await harness.target.remove(service, recordProgress(), limit())
          }
        }
        await Promise.all([work(), work(), work()])
        expect(next).toBeGreaterThan(least)
      }

      test('is finished by the next try', async () => {
        await atEachChange(6, async (lostAt, second) => {
          const { endpoints } = expectApplied(await harness.target.apply(second, recordProgress(), limit()))
          expect(await pageAt(endpoints[0]?.url), lostAt).toBe('version two')
          const containers = await harness.containers(second.service)
          expect(
            containers.map(({ State }) => State),
            lostAt,
          ).toEqual(['running'])
          expect(containers[0]?.Labels['dev.fairlead.digest'], lostAt).toBe(harness.digests[1])
          expect(containers[0]?.Names[0], lostAt).not.toContain('candidate')
        })
      })

      test('is undone by the next deployment, where that fails', async () => {
        await atEachChange(6, async (lostAt, { service }, spec) => {
          const broken = harness.workload(service, harness.digests[0], {
            ...spec,
            arguments: ['--no-such-flag'],
          })
          const applied = await harness.target.apply(broken, recordProgress(), limit())
          expect(applied.ok, lostAt).toBe(false)
          const status = await harness.target.status(service, limit())
          expect(status, lostAt).toMatchObject({ state: 'running' })
          expect(await pageAt(status.endpoints[0]?.url), lostAt).toMatch(/^version (one|two)$/)
          const names = (await harness.containers(service)).map(({ Names }) => Names[0])
          expect(names.join(' '), lostAt).not.toMatch(/candidate|trial/)
        })
      })
    })
  },
  { timeout: 300_000 },
)

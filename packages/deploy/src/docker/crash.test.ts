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
interface CutOff {
  readonly at: string
  readonly isPromoted: boolean
  /** Promoted before this change already. */
  readonly isCleaning: boolean
}

const isChange = (asked: string) => !asked.startsWith('GET')

// The engine is lost right after each change that a deployment makes, before its answer comes. Nothing that Fairlead
// could still do afterwards reaches it: as if it were killed there, or just before the next change.
/** Awaits what the address answers. */
const answering = (url: string | undefined, lostAt: string) =>
  expect.poll(() => pageAt(url), { timeout: 10_000, message: lostAt })

describeWithDocker(
  'a deployment that is cut off at any change',
  (engine) => {
    let harness: DockerHarness
    beforeAll(async () => {
      harness = await startDockerHarness(engine)
    })
    afterAll(() => harness?.close())

    /**
     * Applies until the engine is lost at the given change. Gives what was asked at it, and whether the new version was
     * promoted then; undefined if that change never came.
     */
    async function cutOff(workload: Workload, change: number): Promise<CutOff | undefined> {
      let changes = 0
      let lost: CutOff | undefined
      let wasPromoted = false
      const proxy = await startEngineProxy(engine.socket, (asked) => {
        if (lost !== undefined) return 'cut'
        if (!isChange(asked)) return 'pass'
        const wasPromotedBefore = wasPromoted
        wasPromoted ||= asked.endsWith('/rename')
        if (changes++ !== change) return 'pass'
        lost = { at: asked, isPromoted: wasPromoted, isCleaning: wasPromotedBefore }
        return 'cut-after'
      })
      const target = createDockerTarget({ ...harness.settings, endpoint: proxy.endpoint }, { timings: QUICK })
      try {
        const applied = target.apply(workload, recordProgress(), limit())
        const [result] = await Promise.allSettled([applied])
        // Once the new version serves, nothing that is left to clean up fails the deployment.
        if (lost === undefined || lost.isCleaning) expectApplied(await applied)
        else expect(result).toMatchObject({ reason: { code: 'target.unreachable' } })
      } finally {
        await proxy.close()
      }
      return lost
    }

    const ways: [string, () => Promise<Partial<ContainerSpec>>][] = [
      ["with a port of the engine's choice", async () => ({})],
      ['with a fixed port', async () => ({ ports: [{ ...WEB, externalPort: await freePort() }] })],
    ]

    describe.each(ways)('%s', (_way, specOf) => {
      /** A first version runs; the second is cut off at each of its changes, each time for a service of its own. */
      async function atEachChange(
        least: number,
        then: (lostAt: string, second: Workload, spec: Partial<ContainerSpec>, lost: CutOff) => Promise<void>,
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
            const lost = await cutOff(second, change)
            if (lost === undefined) isComplete = true
            else await then(`change ${change}, ${lost.at}`, second, spec, lost)
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

      test('an aborted signal on a half-made deployment undoes it, or finishes it once it was promoted', async () => {
        await atEachChange(6, async (lostAt, second, _spec, { isPromoted }) => {
          const applying = harness.target.apply(second, recordProgress(), AbortSignal.abort())
          if (isPromoted) expectApplied(await applying)
          else await expect(applying, lostAt).rejects.toMatchObject({ code: 'operation.canceled' })
          const status = await harness.target.status(second.service, limit())
          expect(status, lostAt).toMatchObject({ state: 'running', runningInstances: 1 })
          // One that was started again is up before its program listens.
          await answering(status.endpoints[0]?.url, lostAt).toBe(isPromoted ? 'version two' : 'version one')
          const containers = await harness.containers(second.service)
          expect(
            containers.map(({ State }) => State),
            lostAt,
          ).toEqual(['running'])
          expect(containers[0]?.Names[0], lostAt).not.toMatch(/candidate|trial/)
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
          await answering(status.endpoints[0]?.url, lostAt).toMatch(/^version (one|two)$/)
          const names = (await harness.containers(service)).map(({ Names }) => Names[0])
          expect(names.join(' '), lostAt).not.toMatch(/candidate|trial/)
        })
      })
    })
  },
  { timeout: 300_000 },
)

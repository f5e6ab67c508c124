import { randomUUID } from 'node:crypto'
import type { Applied, DeployTarget, Progress, ServiceIdentity, StepState, Workload } from '@fairlead/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** What a target's own tests give to the suite. */
export interface TargetHarness {
  readonly target: DeployTarget
  /** A workload that comes up, with a new deployment id. Versions 1 and 2 differ in their digest. */
  workload(service: ServiceIdentity, version: 1 | 2): Workload
  close(): Promise<void>
}

export interface Recorded extends Progress {
  /** Last state of each step. */
  readonly steps: ReadonlyMap<string, StepState>
  /** Everything that was told, for a look at what must not be in it. */
  readonly told: readonly string[]
}

/** A progress that remembers what it was told. */
export function recordProgress(onLog: (message: string) => void = () => {}): Recorded {
  const steps = new Map<string, StepState>()
  const told: string[] = []
  return {
    steps,
    told,
    step(name, state, message) {
      steps.set(name, state)
      told.push(message)
    },
    log(message) {
      told.push(message)
      onLog(message)
    },
  }
}

/** A service that nothing else knows, in an environment of its own. */
export const newService = (): ServiceIdentity => ({
  id: randomUUID(),
  name: `service-${randomUUID().slice(0, 8)}`,
  environmentId: randomUUID(),
  environmentName: `staging-${randomUUID().slice(0, 8)}`,
  projectName: 'shop',
  organizationId: randomUUID(),
})

/** Fails the test with the findings where the deployment did not succeed. */
export function expectApplied(applied: Applied): Extract<Applied, { ok: true }> {
  if (!applied.ok) throw new Error(`not applied: ${JSON.stringify(applied.findings, null, 2)}`)
  return applied
}

const LIMIT_MS = 60_000

/**
 * What every DeployTarget guarantees. A target's tests call this with a real target; nothing is skipped. `limitMs` is for
 * each test.
 */
export function deployTargetContract(
  name: string,
  start: () => Promise<TargetHarness>,
  limitMs: number = LIMIT_MS,
): void {
  const limit = (): AbortSignal => AbortSignal.timeout(limitMs)
  describe(`${name} keeps the contract of a deploy target`, { timeout: limitMs }, () => {
    let harness: TargetHarness
    beforeAll(async () => {
      harness = await start()
    })
    afterAll(() => harness?.close())

    const apply = async (workload: Workload, progress = recordProgress()) =>
      expectApplied(await harness.target.apply(workload, progress, limit()))
    const status = (service: ServiceIdentity) => harness.target.status(service, limit())
    const remove = (service: ServiceIdentity) => harness.target.remove(service, recordProgress(), limit())

    test('a target that works has no finding that is an error', async () => {
      const findings = await harness.target.check(limit())
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    })

    test('a service that was never deployed is absent, and to stop or remove it changes nothing', async () => {
      const service = newService()
      expect(await status(service)).toMatchObject({ state: 'absent', runningInstances: 0, endpoints: [] })
      await harness.target.stop(service, recordProgress(), limit())
      await remove(service)
      expect(await status(service)).toMatchObject({ state: 'absent' })
    })

    test('an applied workload is known by its digest and its deployment, and every step has ended', async () => {
      const service = newService()
      const workload = harness.workload(service, 1)
      const progress = recordProgress()
      const applied = await apply(workload, progress)
      expect(applied.reference).not.toBe('')
      expect(progress.steps.size).toBeGreaterThan(0)
      expect([...progress.steps.values()]).not.toContain('running')
      expect([...progress.steps.values()]).not.toContain('failed')
      expect(await status(service)).toMatchObject({
        digest: workload.image.digest,
        deploymentId: workload.deploymentId,
        endpoints: applied.endpoints,
      })
      await remove(service)
    })

    test('the same deployment applied again is the same result', async () => {
      const service = newService()
      const workload = harness.workload(service, 1)
      const first = await apply(workload)
      expect(await apply(workload)).toEqual(first)
      expect(await status(service)).toMatchObject({ deploymentId: workload.deploymentId })
      await remove(service)
    })

    test('a second deployment replaces the first, and an older digest can be deployed again', async () => {
      const service = newService()
      const first = harness.workload(service, 1)
      const second = harness.workload(service, 2)
      const third = { ...harness.workload(service, 1), service }
      await apply(first)
      await apply(second)
      expect(await status(service)).toMatchObject({
        digest: second.image.digest,
        deploymentId: second.deploymentId,
      })
      await apply(third)
      expect(await status(service)).toMatchObject({
        digest: first.image.digest,
        deploymentId: third.deploymentId,
      })
      await remove(service)
    })

    test('a stopped service says so, keeps its digest and can be deployed again', async () => {
      const service = newService()
      const first = harness.workload(service, 1)
      await apply(first)
      await harness.target.stop(service, recordProgress(), limit())
      await harness.target.stop(service, recordProgress(), limit())
      expect(await status(service)).toMatchObject({
        state: 'stopped',
        runningInstances: 0,
        digest: first.image.digest,
      })
      const second = harness.workload(service, 2)
      await apply(second)
      const after = await status(service)
      expect(after.state).not.toBe('stopped')
      expect(after.digest).toBe(second.image.digest)
      await remove(service)
    })

    test('a restart keeps the digest, and brings a stopped service back', async () => {
      const service = newService()
      const workload = harness.workload(service, 1)
      await apply(workload)
      const restart = async () => {
        const again = { ...workload, deploymentId: randomUUID() }
        expectApplied(await harness.target.restart(again, recordProgress(), limit()))
      }
      await restart()
      expect((await status(service)).digest).toBe(workload.image.digest)
      await harness.target.stop(service, recordProgress(), limit())
      await restart()
      const after = await status(service)
      expect(after.state).not.toBe('stopped')
      expect(after.digest).toBe(workload.image.digest)
      await remove(service)
    })

    test('removing a service leaves nothing of it and everything of its neighbour', async () => {
      const service = newService()
      const neighbour = { ...service, id: randomUUID(), name: `${service.name}-neighbour` }
      const kept = harness.workload(neighbour, 1)
      await apply(harness.workload(service, 1))
      await apply(kept)
      await remove(service)
      await remove(service)
      expect(await status(service)).toMatchObject({ state: 'absent' })
      expect(await status(neighbour)).toMatchObject({ deploymentId: kept.deploymentId })
      await remove(neighbour)
    })

    test('a canceled deployment throws operation.canceled and what was there stays', async () => {
      const service = newService()
      const first = harness.workload(service, 1)
      await apply(first)
      const before = await status(service)
      const second = harness.workload(service, 2)
      await expect(harness.target.apply(second, recordProgress(), AbortSignal.abort())).rejects.toMatchObject(
        { code: 'operation.canceled' },
      )
      const midway = new AbortController()
      const progress = recordProgress()
      const canceling: Progress = {
        ...progress,
        step(step, state, message) {
          progress.step(step, state, message)
          midway.abort()
        },
      }
      await expect(harness.target.apply(second, canceling, midway.signal)).rejects.toMatchObject({
        code: 'operation.canceled',
      })
      expect(await status(service)).toEqual(before)
      await remove(service)
    })

    test('the credential is in nothing that the target tells', async () => {
      const service = newService()
      const workload = harness.workload(service, 1)
      const password = workload.credential?.password.reveal()
      if (password === undefined) throw new Error('The harness must give its workloads a credential.')
      const progress = recordProgress()
      const applied = await apply(workload, progress)
      const text = JSON.stringify([progress.told, applied, await status(service)])
      expect(text).not.toContain(password)
      expect(text).not.toContain(Buffer.from(password).toString('base64').replace(/=+$/, ''))
      await remove(service)
    })
  })
}

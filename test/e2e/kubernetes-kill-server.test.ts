import type { Container, Deployment, Event } from '@fairlead/api/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { KubeObject } from '../../packages/deploy/src/kubernetes/connection/objects.ts'
import { describeWithKubernetes } from '../support/kubernetes.ts'
import {
  type KubernetesWorld,
  startKubernetesWorld,
  until,
  WORLD_LIMIT_MS,
} from '../support/kubernetes-world.ts'

/** What a rollout tells at the moment at which the server is killed. */
const MOMENTS = [
  ['before anything is applied', 'preflight', 'succeeded'],
  ['while objects are applied', 'apply', 'running'],
  ['as soon as they are applied', 'apply', 'succeeded'],
  ['while the new pods start', 'healthy', 'running'],
  ['once the new version serves', 'healthy', 'succeeded'],
] as const

const isStep = (name: string, state: string) => (event: Event) =>
  event.type === 'deployment.step' && event.data.step.name === name && event.data.step.state === state

describeWithKubernetes(
  'kill -9 of the server during a rollout on Kubernetes',
  (cluster) => {
    let world: KubernetesWorld
    let container: Container
    beforeAll(async () => {
      world = await startKubernetesWorld(cluster)
      for (let number = 0; number <= MOMENTS.length; number += 1) await world.push(`v${number}`)
      await world.push('broken', { crashes: true })
      container = await world.create('kill', 'v0', {
        healthchecks: {
          readiness_probe: {
            type: { http: { port: 8080, path: '/' } },
            // Long enough to be killed while it is waited for.
            initial_delay_seconds: 2,
            period_seconds: 1,
          },
        },
      })
      expect(await world.deploy(container)).toMatchObject({ state: 'succeeded', findings: [] })
    }, WORLD_LIMIT_MS)
    afterAll(() => world?.close())

    const killedAt = async (id: string, moment: (event: Event) => boolean): Promise<void> => {
      await world.seen(id, moment)
      await world.server.kill()
    }

    /** Each state and each thing that happened once; a step that was gone on with ends once. */
    const expectToldOnce = async (
      { id, state }: Deployment,
      before: readonly string[] = ['running'],
    ): Promise<void> => {
      const told = await world.told(id)
      const states = told.flatMap((event) => (event.type === 'deployment.state' ? [event.data.state] : []))
      expect(states).toEqual([...before, state])
      expect(told.filter(({ type }) => type === 'deployment.requested')).toHaveLength(1)
      const lines = told.flatMap((event) => (event.type === 'deployment.log' ? [event.data.message] : []))
      expect(lines).toEqual([...new Set(lines)])
    }

    test.each(MOMENTS)(
      '%s: the version before serves meanwhile, and the next start goes on with the same rollout',
      async (_, step, state) => {
        const number = MOMENTS.findIndex(([, ...moment]) => moment[0] === step && moment[1] === state) + 1
        const before = await world.eye.count(container.id)
        const id = await world.ask(container, `v${number}`)
        await killedAt(id, isStep(step, state))
        expect(await world.eye.page(container.id)).toMatch(/^v\d$/)
        const podsBefore = new Set((await world.eye.pods(container.id)).map(({ metadata }) => metadata.uid))

        await world.start()
        expect((await world.api.containers.status(container.id)).state).toBe('DEPLOYING')
        const ended = await world.finished(id)
        expect(ended).toMatchObject({ state: 'succeeded', findings: [] })
        expect(ended.steps.filter((each) => each.state !== 'succeeded')).toEqual([])
        expect(await world.eye.page(container.id)).toBe(`v${number}`)
        expect(await world.eye.count(container.id)).toEqual({
          generation: before.generation + 1,
          revision: before.revision + 1,
        })
        expect(await world.eye.replicaSets(id)).toHaveLength(1)
        const pods = await world.eye.pods(container.id)
        expect(pods).toHaveLength(1)
        // A pod of the new version that was there when the server was killed is the one that serves.
        if (step === 'healthy') expect(podsBefore).toContain(pods[0]?.metadata.uid)
        await expectToldOnce(ended)
        expect(await world.api.containers.status(container.id)).toMatchObject({
          state: 'DEPLOYED',
          service_deployment_status: 'UP_TO_DATE',
        })
      },
    )

    test('while a version that fails is undone: it is not tried again, and the deployment ends with its findings', async () => {
      const served = await world.eye.page(container.id)
      const before = await world.eye.count(container.id)
      const id = await world.ask(container, 'broken')
      await killedAt(id, isStep('restore', 'running'))
      expect(await world.eye.page(container.id)).toBe(served)

      await world.start()
      const ended = await world.finished(id)
      expect(ended.state).toBe('failed')
      expect(ended.findings.map(({ code }) => code)).toEqual(['deploy.container_exited'])
      expect(ended.findings[0]?.summary).toContain('exit code 1')
      expect(await world.eye.page(container.id)).toBe(served)
      expect(await world.eye.count(container.id)).toEqual({
        generation: before.generation + 2,
        revision: before.revision + 2,
      })
      await expectToldOnce(ended)
      expect((await world.api.containers.status(container.id)).state).toBe('DEPLOYMENT_ERROR')
    })

    test('while a canceled version is undone: it ends as canceled, and the version before serves on', async () => {
      const served = await world.eye.page(container.id)
      const before = await world.eye.count(container.id)
      const id = await world.ask(container, served === 'v1' ? 'v2' : 'v1')
      await world.seen(id, isStep('healthy', 'running'))
      expect(await world.api.deployments.cancel(id)).toMatchObject({ cancelRequested: true })
      await killedAt(id, isStep('restore', 'running'))
      expect(await world.eye.page(container.id)).toBe(served)

      await world.start()
      const ended = await world.finished(id)
      expect(ended).toMatchObject({ state: 'canceled', findings: [{ code: 'deploy.canceled' }] })
      await until(async () => expect(await world.eye.pods(container.id)).toHaveLength(1))
      expect(await world.eye.page(container.id)).toBe(served)
      expect(await world.eye.count(container.id)).toEqual({
        generation: before.generation + 2,
        revision: before.revision + 2,
      })
      // That it was asked to be canceled is told as well, while it still runs.
      await expectToldOnce(ended, ['running', 'running'])
      expect((await world.api.containers.status(container.id)).state).toBe('CANCELED')
    })

    test('while a first version that fails is taken away: it is not tried again, and nothing of it is left', async () => {
      const fresh = await world.create('fresh', 'broken')
      const id = await world.ask(fresh)
      await killedAt(id, isStep('restore', 'running'))
      await world.start()
      const ended = await world.finished(id)
      expect(ended.state).toBe('failed')
      expect(ended.findings.map(({ code }) => code)).toEqual(['deploy.container_exited'])
      expect(ended.steps.find(({ name }) => name === 'restore')?.state).toBe('succeeded')
      const namespace = (await world.eye.namespaceOf(world.environmentId)) ?? ''
      const isOurs = ({ metadata: { labels } }: KubeObject) => labels?.['dev.fairlead/service'] === fresh.id
      await until(async () => expect((await world.eye.objects(namespace)).filter(isOurs)).toEqual([]))
      await expectToldOnce(ended)
    })

    test('while it restarts, stops or is removed: the next start goes on, and each is done once', async () => {
      const { id } = container
      const before = await world.eye.count(id)
      const requested = async (asked: Promise<{ deployment_request_id: string | null }>) =>
        (await asked).deployment_request_id ?? ''

      const restart = await requested(world.api.containers.restart(id))
      await killedAt(restart, isStep('healthy', 'running'))
      await world.start()
      const restarted = await world.finished(restart)
      expect(restarted).toMatchObject({ state: 'succeeded', findings: [] })
      expect(await world.eye.count(id)).toEqual({
        generation: before.generation + 1,
        revision: before.revision + 1,
      })
      await expectToldOnce(restarted)
      expect((await world.api.containers.status(id)).state).toBe('RESTARTED')

      const stop = await requested(world.api.containers.stop(id))
      await killedAt(stop, isStep('stop', 'running'))
      await world.start()
      await expectToldOnce(await world.finished(stop))
      expect((await world.api.containers.status(id)).state).toBe('STOPPED')
      expect(await world.eye.pods(id)).toEqual([])

      await world.api.containers.remove(id)
      const { deployment_request_id: removal } = await world.api.containers.status(id)
      await killedAt(removal ?? '', isStep('remove', 'running'))
      await world.start()
      await until(() =>
        expect(world.api.containers.status(id)).rejects.toMatchObject({ code: 'container.not_found' }),
      )
      expect(await world.eye.deployment(id)).toBeUndefined()
    })
  },
  { timeout: WORLD_LIMIT_MS },
)

import { randomBytes } from 'node:crypto'
import { type ApiClient, type Container, createApiClient, type Event } from '@fairlead/api/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  startTestDatabase,
  type TestDatabase,
} from '../../packages/server/src/store/testing/test-database.ts'
import { describeWithKubernetes } from '../support/kubernetes.ts'
import { type KubernetesWorld, startKubernetesWorld, WORLD_LIMIT_MS } from '../support/kubernetes-world.ts'
import type { ServerProcess } from '../support/server-process.ts'

const isStarting = (event: Event): boolean =>
  event.type === 'deployment.step' && event.data.step.name === 'healthy'

describeWithKubernetes(
  'two servers on one database and one cluster',
  (cluster) => {
    let database: TestDatabase
    let world: KubernetesWorld
    let container: Container
    let other: ServerProcess | undefined
    beforeAll(async () => {
      database = await startTestDatabase()
      const { host, port, user, database: name } = database.connection
      world = await startKubernetesWorld(cluster, {
        env: {
          DATABASE_URL: `postgres://${user}@/${name}?host=${encodeURIComponent(String(host))}&port=${port}`,
          FAIRLEAD_SECRET_KEY: randomBytes(32).toString('hex'),
        },
      })
      for (const tag of ['v0', 'v1', 'v2', 'v3', 'v4', 'v5']) await world.push(tag)
      container = await world.create('web', 'v0', {
        healthchecks: {
          readiness_probe: {
            type: { http: { port: 8080, path: '/' } },
            // Long enough for something else to happen meanwhile.
            initial_delay_seconds: 3,
            period_seconds: 1,
          },
        },
      })
      expect((await world.deploy(container)).state).toBe('succeeded')
    }, WORLD_LIMIT_MS)
    afterAll(async () => {
      await other?.kill()
      await world?.close()
      await database?.close()
    })

    const clientOf = ({ url }: ServerProcess): ApiClient =>
      createApiClient({ baseUrl: url, token: world.adminToken })

    /** The version is the only one there, and each one that was applied was applied once. */
    const expectOnly = async (
      tag: string,
      before: { generation: number; revision: number },
      versions: number,
    ) => {
      expect(await world.eye.page(container.id)).toBe(tag)
      expect(await world.eye.pods(container.id)).toHaveLength(1)
      expect(await world.eye.count(container.id)).toEqual({
        generation: before.generation + versions,
        revision: before.revision + versions,
      })
    }
    const expectEndedOnce = async (id: string) => {
      const states = (await world.told(id)).flatMap((event) =>
        event.type === 'deployment.state' ? [event.data.state] : [],
      )
      expect(states).toEqual(['running', 'succeeded'])
    }

    test('asked for one version after another, the next waits and says so; of those that wait the newest is done', async () => {
      other = await world.startAnother()
      const before = await world.eye.count(container.id)
      const ask = async (api: ApiClient, tag: string) =>
        (await api.containers.deploy(container.id, { tag })).deployment_request_id ?? ''
      const first = await ask(world.api, 'v1')
      await world.seen(first, isStarting)
      const second = await ask(clientOf(other), 'v2')
      expect(await world.api.deployments.get(second)).toMatchObject({
        state: 'queued',
        steps: [{ name: 'wait', state: 'running', message: expect.stringContaining('the deployment of v1') }],
      })
      const third = await ask(world.api, 'v5')
      expect(await world.finished(second)).toMatchObject({
        state: 'canceled',
        findings: [{ code: 'deploy.superseded' }],
      })
      expect(await world.finished(first)).toMatchObject({ state: 'succeeded', findings: [] })
      expect(await world.finished(third)).toMatchObject({ state: 'succeeded', findings: [] })
      await expectOnly('v5', before, 2)
      await expectEndedOnce(first)
      await expectEndedOnce(third)
    })

    test('asked for two versions at the same moment, no mixture of them comes of it', async () => {
      const before = await world.eye.count(container.id)
      const clients = [world.api, clientOf(other ?? expect.fail())]
      const asked = await Promise.all(
        ['v1', 'v2'].map(async (tag, index) => {
          const status = await clients[index]?.containers.deploy(container.id, { tag })
          return { tag, deployment: await world.finished(status?.deployment_request_id ?? '') }
        }),
      )
      const done = asked.filter(({ deployment }) => deployment.state === 'succeeded')
      const last = done.toSorted((a, b) =>
        (a.deployment.finishedAt ?? '') < (b.deployment.finishedAt ?? '') ? 1 : -1,
      )[0]
      await expectOnly(last?.tag ?? expect.fail(), before, done.length)
    })

    test('one that stands still in the middle loses its deployment to the other, and undoes nothing when it wakes', async () => {
      await other?.stop()
      const before = await world.eye.count(container.id)
      const lost = await world.ask(container, 'v3')
      await world.seen(lost, isStarting)
      world.server.sleep()
      try {
        other = await world.startAnother()
        const api = clientOf(other)
        const finished = async (id: string) => {
          for await (const deployment of api.deployments.watch(id)) {
            if (deployment.finishedAt !== null) return deployment
          }
          throw new Error('The deployment was not seen to end.')
        }
        expect(await finished(lost)).toMatchObject({ state: 'succeeded', findings: [] })
        // The one that wakes finds a later version on its way.
        const asked = await api.containers.deploy(container.id, { tag: 'v4' })
        const later = asked.deployment_request_id ?? ''
        for await (const { steps } of api.deployments.watch(later)) {
          if (steps.some(({ name }) => name === 'healthy')) break
        }
        world.server.wake()
        expect(await finished(later)).toMatchObject({ state: 'succeeded', findings: [] })
        await expectEndedOnce(lost)
        await expectEndedOnce(later)
        expect(await world.finished(lost)).toMatchObject({ state: 'succeeded', findings: [] })
        await expectOnly('v4', before, 2)
        expect((await world.api.containers.status(container.id)).state).toBe('DEPLOYED')
      } finally {
        world.server.wake()
      }
    })
  },
  { timeout: WORLD_LIMIT_MS },
)

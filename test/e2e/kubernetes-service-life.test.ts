import { main } from '@fairlead/cli'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { KubeObject } from '../../packages/deploy/src/kubernetes/connection/objects.ts'
import { describeWithKubernetes } from '../support/kubernetes.ts'
import {
  type KubernetesWorld,
  startKubernetesWorld,
  until,
  WORLD_LIMIT_MS,
} from '../support/kubernetes-world.ts'
import { memoryIo } from '../support/memory-io.ts'

/** What a cluster puts into every namespace by itself. */
const BUILT_IN = ['ConfigMap kube-root-ca.crt', 'ServiceAccount default']

/** Of these and the instances come all kinds of objects that a service can have. */
const PUBLISHED = { ports: [{ internal_port: 8080, publicly_accessible: true, external_port: 80 }] }

const titleOf = ({ kind, metadata }: KubeObject): string => `${kind} ${metadata.name}`

describeWithKubernetes(
  "a service's life on Kubernetes",
  (cluster) => {
    let world: KubernetesWorld
    beforeAll(async () => {
      world = await startKubernetesWorld(cluster)
      for (const tag of ['1.0', '2.0', '3.0']) await world.push(tag)
      await world.push('broken', { crashes: true })
    }, WORLD_LIMIT_MS)
    afterAll(() => world?.close())

    const limit = () => AbortSignal.timeout(30_000)
    const stateOf = async (id: string) => (await world.api.containers.status(id)).state

    test('by the contract: deploy, fail, roll back to any deployment, restart, scale, stop, redeploy, remove', async () => {
      const { api, eye } = world
      const { containers } = api
      const container = await world.create('api', '1.0', {
        ...PUBLISHED,
        min_running_instances: 2,
        max_running_instances: 3,
      })
      const { id } = container
      await containers.addVariable(id, { key: 'MODE', value: 'plain' })
      const running = async (count: number) => {
        expect(await containers.runtime(id)).toMatchObject({ state: 'running', runningInstances: count })
      }
      const ended = async (
        asked: { state: string; deployment_request_id: string | null },
        [queued, state]: readonly [string, string],
      ) => {
        expect(asked.state).toBe(queued)
        const deployment = await world.finished(asked.deployment_request_id ?? '')
        expect(await containers.status(id)).toMatchObject({
          state,
          deployment_request_id: deployment.id,
          last_deployment_date: expect.any(String),
        })
        return deployment
      }
      expect(await containers.status(id)).toMatchObject({
        state: 'READY',
        service_deployment_status: 'NEVER_DEPLOYED',
      })

      const DEPLOYED = ['DEPLOYMENT_QUEUED', 'DEPLOYED'] as const
      const first = await ended(await containers.deploy(id), DEPLOYED)
      expect(await eye.page(id)).toBe('1.0')
      await running(2)
      const asked = await containers.deploy(id, { tag: '2.0' })
      await world.seen(asked.deployment_request_id ?? '', ({ type }) => type === 'deployment.log')
      expect(await stateOf(id)).toBe('DEPLOYING')
      await ended(asked, DEPLOYED)
      expect(await eye.page(id)).toBe('2.0')

      const failed = await ended(await containers.deploy(id, { tag: 'broken' }), [
        'DEPLOYMENT_QUEUED',
        'DEPLOYMENT_ERROR',
      ])
      expect(failed.findings.map(({ code }) => code)).toEqual(['deploy.container_exited'])
      expect(await eye.page(id)).toBe('2.0')
      await ended(await containers.deploy(id, { tag: '3.0' }), DEPLOYED)
      expect(await eye.page(id)).toBe('3.0')

      await expect(containers.rollback(id, { deploymentId: failed.id })).rejects.toMatchObject({
        code: 'rollback.unavailable',
      })
      const back = await world.finished((await containers.rollback(id, { deploymentId: first.id })).id)
      expect(back).toMatchObject({
        state: 'succeeded',
        origin: 'rollback',
        image: { digest: first.image?.digest },
      })
      expect(await eye.page(id)).toBe('1.0')
      expect(await stateOf(id)).toBe('DEPLOYED')

      const pods = (await eye.pods(id)).map(({ metadata }) => metadata.uid)
      await ended(await containers.restart(id), ['RESTART_QUEUED', 'RESTARTED'])
      await running(2)
      const restarted = (await eye.pods(id)).map(({ metadata }) => metadata.uid)
      expect(restarted.filter((uid) => pods.includes(uid))).toEqual([])
      expect(await eye.page(id)).toBe('1.0')

      await containers.edit(
        id,
        world.request('api', '1.0', { ...PUBLISHED, min_running_instances: 3, max_running_instances: 3 }),
      )
      expect(await containers.status(id)).toMatchObject({ service_deployment_status: 'OUT_OF_DATE' })
      await ended(await containers.deploy(id), DEPLOYED)
      expect(await containers.status(id)).toMatchObject({ service_deployment_status: 'UP_TO_DATE' })
      await running(3)

      await ended(await containers.stop(id), ['STOP_QUEUED', 'STOPPED'])
      expect(await containers.runtime(id)).toMatchObject({ state: 'stopped', runningInstances: 0 })
      expect(await eye.pods(id)).toEqual([])
      await ended(await containers.redeploy(id), DEPLOYED)
      await running(3)

      // Of somebody else, so that the namespace is there to be looked into.
      const namespace = (await eye.namespaceOf(world.environmentId)) ?? ''
      const foreign = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'foreign', namespace } }
      await eye.api.apply(foreign, { manager: 'somebody' }, limit())
      const kinds = new Set((await eye.objects(namespace)).map(({ kind }) => kind))
      expect([...kinds]).toEqual(
        expect.arrayContaining(['Deployment', 'Service', 'ConfigMap', 'Secret', 'PodDisruptionBudget']),
      )
      await containers.remove(id)
      expect(['DELETE_QUEUED', 'DELETING']).toContain(await stateOf(id))
      await until(() =>
        expect(containers.status(id)).rejects.toMatchObject({ code: 'container.not_found', status: 404 }),
      )
      await until(async () =>
        expect((await eye.objects(namespace)).map(titleOf).sort()).toEqual(
          [...BUILT_IN, titleOf(foreign)].sort(),
        ),
      )
      await eye.api.remove('ConfigMap', namespace, 'foreign', limit())
    })

    test('on the command line: deploy, status, logs, roll back, stop, restart refused, redeploy, remove', async () => {
      const fairlead = async (...args: string[]) => {
        const io = memoryIo({
          env: { HOME: '/nowhere', FAIRLEAD_URL: world.server.url, FAIRLEAD_TOKEN: world.adminToken },
        })
        const code = await main(args, io)
        return { code, stdout: io.output(), stderr: io.errors() }
      }
      const done = { code: 0, stderr: '' }
      expect(await fairlead('cluster', 'check', 'real')).toMatchObject(done)
      const { id } = await world.create('shop', '1.0')
      expect(await fairlead('container', 'deploy', 'shop')).toMatchObject(done)
      expect(await world.eye.page(id)).toBe('1.0')
      expect(await fairlead('container', 'deploy', 'shop', '--tag', '2.0')).toMatchObject(done)
      const broken = await fairlead('container', 'deploy', 'shop', '--tag', 'broken')
      expect(broken.code).toBe(1)
      expect(broken.stdout + broken.stderr).toContain('deploy.container_exited')
      expect(await world.eye.page(id)).toBe('2.0')

      const failing = await fairlead('container', 'status', 'shop')
      expect(failing).toMatchObject({ code: 1, stdout: expect.stringContaining('running, 1 instance') })
      expect((await fairlead('container', 'logs', 'shop')).stdout).toContain('GET /')
      const history = await fairlead('container', 'history', 'shop')
      expect(history).toMatchObject({ ...done, stdout: expect.stringContaining('2.0') })

      expect(await fairlead('container', 'rollback', 'shop')).toMatchObject(done)
      expect(await world.eye.page(id)).toBe('1.0')
      expect(await fairlead('container', 'status', 'shop')).toMatchObject(done)
      expect(await fairlead('container', 'stop', 'shop')).toMatchObject(done)
      expect(await world.eye.pods(id)).toEqual([])
      const idle = await fairlead('container', 'restart', 'shop')
      expect(idle.code).not.toBe(0)
      expect(idle.stderr).toContain('is not deployed')
      expect(await fairlead('container', 'redeploy', 'shop')).toMatchObject(done)
      expect(await world.eye.page(id)).toBe('1.0')

      const namespace = (await world.eye.namespaceOf(world.environmentId)) ?? ''
      expect(await fairlead('container', 'remove', 'shop')).toMatchObject(done)
      // It was the last service of its environment, and nobody else was there.
      await until(async () =>
        expect(await world.eye.api.get('Namespace', undefined, namespace, limit())).toBeUndefined(),
      )
    })
  },
  { timeout: WORLD_LIMIT_MS },
)

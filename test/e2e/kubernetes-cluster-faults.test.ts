import type { Container, Event } from '@fairlead/api/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CuttableProxy, startCuttableProxy } from '../../packages/deploy/test/cuttable-proxy.ts'
import { describeWithKubernetes } from '../support/kubernetes.ts'
import {
  type KubernetesWorld,
  startKubernetesWorld,
  until,
  WORLD_LIMIT_MS,
} from '../support/kubernetes-world.ts'

const readyAfter = (seconds: number) => ({
  healthchecks: {
    readiness_probe: {
      type: { http: { port: 8080, path: '/' } },
      initial_delay_seconds: seconds,
      period_seconds: 1,
    },
  },
})

const isStarting = (event: Event): boolean =>
  event.type === 'deployment.step' && event.data.step.name === 'healthy'

describeWithKubernetes(
  'a cluster that changes under a deployment',
  (cluster) => {
    let proxy: CuttableProxy
    let world: KubernetesWorld
    let container: Container
    beforeAll(async () => {
      const [server = ''] = /https:\/\/[^",}\s]+/.exec(cluster.kubeconfig) ?? []
      proxy = await startCuttableProxy(Number(new URL(server).port))
      world = await startKubernetesWorld(cluster, {
        target: { kubeconfig: cluster.kubeconfig.replace(server, `https://127.0.0.1:${proxy.port}`) },
      })
      for (const tag of ['1.0', '2.0', '3.0']) await world.push(tag)
      container = await world.create('web', '1.0', readyAfter(3))
      expect((await world.deploy(container)).state).toBe('succeeded')
    }, WORLD_LIMIT_MS)
    afterAll(async () => {
      await world?.close()
      await proxy?.close()
    })

    const limit = () => AbortSignal.timeout(30_000)
    const line = (words: string) => (event: Event) =>
      event.type === 'deployment.log' && event.data.message.includes(words)

    test('that cannot be reached for a while is waited for; the rollout then ends as it went', async () => {
      const before = await world.eye.count(container.id)
      const id = await world.ask(container, '2.0')
      await world.seen(id, isStarting)
      await proxy.cut()
      await world.seen(id, line('Waiting for it to come back'))
      expect((await world.api.containers.status(container.id)).state).toBe('DEPLOYING')
      expect(await world.api.clusters.status(world.organizationId, world.clusterId)).toMatchObject({
        is_deployed: false,
        findings: [{ code: 'deploy.target_unreachable' }],
      })
      await until(async () => expect(await world.eye.page(container.id)).toBe('2.0'))
      await proxy.mend()
      expect(await world.finished(id)).toMatchObject({ state: 'succeeded', findings: [] })
      await world.seen(id, line('The API server answers again.'))
      expect(await world.eye.count(container.id)).toEqual({
        generation: before.generation + 1,
        revision: before.revision + 1,
      })
    })

    test('whose namespace is deleted meanwhile ends it with that, and the next deployment makes it anew', async () => {
      const namespace = (await world.eye.namespaceOf(world.environmentId)) ?? ''
      const uidOf = async () =>
        (await world.eye.api.get('Namespace', undefined, namespace, limit()))?.metadata.uid
      const old = await uidOf()
      // Not ready before its namespace goes.
      await world.api.containers.edit(container.id, world.request('web', '3.0', readyAfter(600)))
      const id = await world.ask(container)
      await world.seen(id, isStarting)
      await world.eye.api.remove('Namespace', undefined, namespace, limit())
      const ended = await world.finished(id)
      expect(ended.state).toBe('failed')
      expect(ended.findings.map(({ summary }) => summary).join(' ')).toContain(
        `namespace ${namespace} is being deleted`,
      )
      expect(ended.findings[0]?.remedy?.action).toContain('gone')
      expect((await world.api.containers.status(container.id)).state).toBe('DEPLOYMENT_ERROR')
      await until(async () => expect(await uidOf()).not.toBe(old))
      expect((await world.api.containers.runtime(container.id)).state).toBe('absent')
      await world.api.containers.edit(container.id, world.request('web', '3.0'))
      expect(await world.deploy(container)).toMatchObject({ state: 'succeeded', findings: [] })
      expect(await world.eye.page(container.id)).toBe('3.0')
      expect(await uidOf()).not.toBe(old)
    })
  },
  { timeout: WORLD_LIMIT_MS },
)

import { randomUUID } from 'node:crypto'
import type { Container } from '@fairlead/api/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { KubeObject, PodObject } from '../../packages/deploy/src/kubernetes/connection/objects.ts'
import { writtenIn } from '../support/cluster-eye.ts'
import { describeWithKubernetes } from '../support/kubernetes.ts'
import {
  type KubernetesWorld,
  startKubernetesWorld,
  until,
  WORLD_LIMIT_MS,
} from '../support/kubernetes-world.ts'

const INSTANCES = 2

interface SecretObject extends KubeObject {
  readonly type?: string
  readonly data?: Readonly<Record<string, string>>
}

describeWithKubernetes(
  'the main job on Kubernetes: from a GHCR token to pods that serve',
  (cluster) => {
    const elsewhere = `fl-old-login-${randomUUID().slice(0, 8)}`
    let world: KubernetesWorld
    let container: Container
    let namespace: string
    beforeAll(async () => {
      world = await startKubernetesWorld(cluster)
      await world.push('1.0')
    }, WORLD_LIMIT_MS)
    afterAll(async () => {
      await world?.eye.api.remove('Namespace', undefined, elsewhere, limit())
      await world?.close()
    })

    const limit = () => AbortSignal.timeout(30_000)
    const put = (object: object) =>
      world.eye.api.apply<KubeObject>(object as KubeObject, { force: true, manager: 'somebody' }, limit())
    const objects = () => world.eye.objects(namespace)
    const pullSecrets = async () =>
      (await objects()).filter(
        (each): each is SecretObject => (each as SecretObject).type === 'kubernetes.io/dockerconfigjson',
      )

    /** What the nodes said of the image of each pod that is there now. */
    async function pulls(): Promise<readonly string[]> {
      const pods = await world.eye.pods(container.id)
      const events = await world.eye.api.list<KubeObject & Record<'reason' | 'message', string>>(
        'Event',
        { namespace },
        limit(),
      )
      return pods.map(({ metadata: { uid } }) => {
        const own = events.items.filter((event) => isAbout(event, uid) && event.reason === 'Pulled')
        return own.map(({ message }) => message).join(' ')
      })
    }
    const isAbout = (event: KubeObject, uid: string | undefined) =>
      (event as KubeObject & { involvedObject?: { uid?: string } }).involvedObject?.uid === uid

    /** All pods that are to be there, ready, and none of those that were. */
    const rescheduled = (before: readonly PodObject[]) =>
      until(async () => {
        const gone = new Set(before.map(({ metadata }) => metadata.uid))
        const pods = await world.eye.pods(container.id)
        expect(pods.filter(({ metadata }) => gone.has(metadata.uid))).toEqual([])
        const ready = pods.filter(({ status }) =>
          status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
        )
        expect(ready).toHaveLength(INSTANCES)
      })
    const reschedule = async () => {
      const before = await world.eye.pods(container.id)
      for (const { metadata } of before) {
        await world.eye.api.remove('Pod', metadata.namespace, metadata.name, limit())
      }
      return before
    }

    test('a private image is pulled with the Secret of its connection, and its pods answer', async () => {
      expect(world.twin.state.package('acme', 'app')).toMatchObject({ visibility: 'private' })
      expect(await world.api.clusters.status(world.organizationId, world.clusterId)).toMatchObject({
        is_deployed: true,
        findings: [],
      })
      container = await world.create('web', '1.0', {
        min_running_instances: INSTANCES,
        max_running_instances: INSTANCES,
      })
      expect(await world.deploy(container)).toMatchObject({ state: 'succeeded', findings: [] })
      expect(await world.eye.page(container.id)).toBe('1.0')
      namespace = (await world.eye.namespaceOf(world.environmentId)) ?? ''
      const [secret, ...others] = await pullSecrets()
      expect(others).toEqual([])
      const file = Buffer.from(secret?.data?.['.dockerconfigjson'] ?? '', 'base64').toString()
      const { host } = new URL(world.twin.url)
      expect(Object.keys(JSON.parse(file).auths)).toEqual([`${host}/acme`, host])
      expect(writtenIn(secret ? [secret] : [])).toContain(world.pullToken.value.reveal())
    })

    test('while pods are moved the token is rotated: new pods pull with the new one, and nothing has the old one', async () => {
      const old = world.pullToken.value.reveal()
      // A node that asks the registry for every start, as one that the image was removed from.
      const { name } = (await world.eye.deployment(container.id))?.metadata ?? { name: '' }
      const before = await world.eye.pods(container.id)
      await world.eye.api.ask(
        {
          method: 'PATCH',
          path: `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`,
          contentType: 'application/json-patch+json',
          body: [
            {
              op: 'replace',
              path: '/spec/template/spec/containers/0/imagePullPolicy',
              value: 'Always',
            },
          ],
          asked: 'ask the registry for every start',
        },
        limit(),
      )
      await rescheduled(before)
      const [kept] = await pullSecrets()

      const fresh = await world.token('read:packages', 'read:org')
      const [rotated, moved] = await Promise.all([
        world.api.registries.rotate(world.organizationId, world.registryId, {
          config: { password: fresh.value.reveal() },
          grace_hours: 1,
        }),
        reschedule(),
      ])
      expect(rotated.rotation?.previous_until).toBeDefined()
      await until(async () => expect(writtenIn(await pullSecrets())).toContain(fresh.value.reveal()))
      await rescheduled(moved)
      await world.twin.state.revokeToken(world.pullToken.id)
      await world.api.registries.endRotation(world.organizationId, world.registryId)

      await rescheduled(await reschedule())
      expect(await pulls()).toEqual(Array(INSTANCES).fill(expect.stringContaining('Successfully pulled')))
      expect(await world.eye.page(container.id)).toBe('1.0')
      const written = writtenIn(await objects())
      expect(written).toContain(fresh.value.reveal())
      expect(written).not.toContain(old)
      expect(written).not.toContain(Buffer.from(old).toString('base64').replace(/=+$/, ''))

      // The same image with the old Secret is refused, so it was the new one that pulled.
      expect(writtenIn(kept ? [kept] : [])).toContain(old)
      const image = (await world.eye.pods(container.id))[0]?.spec.containers[0]?.image
      await put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: elsewhere } })
      await put({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'old', namespace: elsewhere },
        type: kept?.type,
        data: kept?.data,
      })
      await put({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'old', namespace: elsewhere },
        spec: {
          imagePullSecrets: [{ name: 'old' }],
          containers: [{ name: 'web', image, imagePullPolicy: 'Always' }],
        },
      })
      await until(async () => {
        const pod = await world.eye.api.get<PodObject>('Pod', elsewhere, 'old', limit())
        expect(pod?.status?.containerStatuses?.[0]?.state?.waiting?.reason).toMatch(/^(Err)?ImagePull/)
      })
    })
  },
  { timeout: WORLD_LIMIT_MS },
)

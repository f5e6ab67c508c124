import { randomUUID } from 'node:crypto'
import { type PullLogin, Secret, type ServiceIdentity } from '@fairlead/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../../test/support/kubernetes.ts'
import {
  KUBERNETES_LIMIT_MS,
  type KubernetesHarness,
  startKubernetesHarness,
} from '../../../test/kubernetes-harness.ts'
import { expectApplied, newService, recordProgress } from '../../contract.ts'
import { KEYS } from '../../manifests/keys.ts'
import { pullSecretName } from '../../manifests/names.ts'
import type { DeploymentObject, KubeObject, PodObject } from '../connection/objects.ts'
import { pullSecret } from '../pull-login.ts'
import { placeOf } from '../render/place.ts'

const limit = () => AbortSignal.timeout(KUBERNETES_LIMIT_MS)

describeWithKubernetes(
  'logins of several environments in one namespace',
  (cluster) => {
    const namespace = `shared-${randomUUID().slice(0, 8)}`
    let harness: KubernetesHarness
    beforeAll(async () => {
      harness = await startKubernetesHarness(cluster, { namespace })
      await harness.context.api.apply(
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
        {},
        limit(),
      )
    })
    afterAll(async () => {
      await harness?.close()
      await harness?.context.api.remove('Namespace', undefined, namespace, limit())
    }, KUBERNETES_LIMIT_MS)

    const loginOf = (service: ServiceIdentity, password = 'a-token'): PullLogin => {
      const { image } = harness.workload(service, harness.digests[0])
      const { registryId, registry } = image
      const credential = { username: 'octo', password: new Secret(password) }
      return { service, registryId, registry, repositoryPrefix: '', credential }
    }
    const keep = (login: PullLogin) => harness.target.keepPullLogin?.(login, limit())
    const logins = async () => {
      const selection = { namespace, labelSelector: KEYS.registry }
      return (
        await harness.context.api.list<KubeObject & { data: Record<string, string> }>(
          'Secret',
          selection,
          limit(),
        )
      ).items
    }

    test("are apart: neither takes the other's, nor goes with it", async () => {
      const [one, two] = [harness.service(), harness.service()]
      const workloads = [one, two].map((service) => harness.workload(service, harness.digests[0]))
      for (const workload of workloads) {
        expectApplied(await harness.target.apply(workload, recordProgress(), limit()))
      }
      const [first, second] = [loginOf(one), loginOf(two)]
      expect(await keep(first)).toBe(true)
      expect(await keep(second)).toBe(true)
      // Neither is to be repaired for ever because of the other.
      expect(await keep(first)).toBe(false)
      expect(await keep(second)).toBe(false)
      await harness.target.remove(one, recordProgress(), limit())
      expect((await logins()).map(({ metadata }) => metadata.labels?.[KEYS.environment])).toEqual([
        two.environmentId,
      ])
      const { name } = placeOf(two, harness.context.settings)
      const live = await harness.context.api.get<DeploymentObject>('Deployment', namespace, name, limit())
      expect(live?.spec.template.spec.imagePullSecrets).toEqual([
        { name: (await logins())[0]?.metadata.name },
      ])
      await harness.target.remove(two, recordProgress(), limit())
      expect(await logins()).toEqual([])
    })

    test('that they once shared is kept right while a service pulls with it, and goes then', async () => {
      const [one, two] = [newService(), newService()]
      const { registryId } = loginOf(one)
      const name = pullSecretName(registryId)
      await harness.context.api.apply(pullSecret(loginOf(one), namespace), { force: true }, limit())
      const labels = { 'app.kubernetes.io/managed-by': 'fairlead', [KEYS.environment]: two.environmentId }
      const user = {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'of-before', namespace, labels },
        spec: {
          replicas: 0,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: { imagePullSecrets: [{ name }], containers: [{ name: 'web', image: 'r.test/web' }] },
          },
        },
      }
      await harness.context.api.apply(user as KubeObject, {}, limit())
      await keep(loginOf(two, 'rotated'))
      const shared = (await logins()).find(({ metadata }) => metadata.name === name)
      const file = Buffer.from(shared?.data['.dockerconfigjson'] ?? '', 'base64').toString()
      expect(file).toContain('rotated')
      await harness.target.remove(one, recordProgress(), limit())
      expect((await logins()).map(({ metadata }) => metadata.name)).toContain(name)
      await harness.context.api.remove('Deployment', namespace, 'of-before', limit())
      await keep(loginOf(two, 'rotated'))
      expect((await logins()).map(({ metadata }) => metadata.name)).not.toContain(name)
      await harness.target.remove(two, recordProgress(), limit())
      expect(await logins()).toEqual([])
    })
  },
  { timeout: KUBERNETES_LIMIT_MS },
)

describeWithKubernetes(
  'a deployment whose credential cannot be made just now',
  (cluster) => {
    let harness: KubernetesHarness
    beforeAll(async () => {
      harness = await startKubernetesHarness(cluster)
    })
    afterAll(() => harness?.close(), KUBERNETES_LIMIT_MS)

    const podOf = async (service: ServiceIdentity) => {
      const selection = { labelSelector: `${KEYS.service}=${service.id}` }
      const { items } = await harness.context.api.list<PodObject>('Pod', selection, limit())
      return items.find(({ metadata }) => metadata.deletionTimestamp === undefined)
    }
    const without = (service: ServiceIdentity, keptLogin: 'needed' | 'unknown') => ({
      ...harness.workload(service, harness.digests[1]),
      credential: undefined,
      keptLogin,
    })

    test.each(['needed', 'unknown'] as const)('pulls with the login that is there: %s', async (keptLogin) => {
      const service = harness.service()
      const first = harness.workload(service, harness.digests[0])
      expectApplied(await harness.target.apply(first, recordProgress(), limit()))
      expectApplied(await harness.target.apply(without(service, keptLogin), recordProgress(), limit()))
      expect((await podOf(service))?.spec.imagePullSecrets).toEqual([
        { name: pullSecretName(first.image.registryId) },
      ])
    })

    test('fails plainly where no login is there, and makes nothing', async () => {
      const service = harness.service()
      expect(await harness.target.apply(without(service, 'needed'), recordProgress(), limit())).toMatchObject(
        { ok: false, findings: [{ code: 'deploy.image_unavailable' }] },
      )
      expect(await harness.target.status(service, limit())).toMatchObject({ state: 'absent' })
    })
  },
  { timeout: KUBERNETES_LIMIT_MS },
)

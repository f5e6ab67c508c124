import { Secret, type ServiceIdentity, type Workload } from '@fairlead/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../test/support/kubernetes.ts'
import {
  KUBERNETES_LIMIT_MS,
  type KubernetesHarness,
  startKubernetesHarness,
} from '../../test/kubernetes-harness.ts'
import { expectApplied, recordProgress } from '../contract.ts'
import { KEYS } from '../manifests/keys.ts'
import type { Kind, KubeObject } from './connection/objects.ts'
import { placeOf } from './render/place.ts'

const limit = () => AbortSignal.timeout(KUBERNETES_LIMIT_MS)

const secret = (value: string, version = value): Workload['secrets'] => [
  { name: 'API_KEY', value: new Secret(value), version },
]

interface SecretObject extends KubeObject {
  readonly type: string
  readonly immutable?: boolean
  readonly data: Readonly<Record<string, string>>
}

describeWithKubernetes(
  'secret variables on Kubernetes',
  (cluster) => {
    let harness: KubernetesHarness
    beforeAll(async () => {
      harness = await startKubernetesHarness(cluster)
    })
    afterAll(() => harness?.close(), KUBERNETES_LIMIT_MS)

    const of = async <T extends KubeObject>(kind: Kind, service: ServiceIdentity) => {
      const selection = { labelSelector: `${KEYS.service}=${service.id}` }
      return (await harness.context.api.list<T>(kind, selection, limit())).items
    }
    /** Those with variables: the release is a Secret as well. */
    const variablesOf = async (service: ServiceIdentity) =>
      (await of<SecretObject>('Secret', service)).filter(({ type }) => type === 'Opaque')
    const deploy = (
      service: ServiceIdentity,
      secrets: Workload['secrets'],
      spec: Partial<Workload['spec']> = {},
    ) => {
      const workload = { ...harness.workload(service, harness.digests[0], spec), secrets }
      return harness.target.apply(workload, recordProgress(), limit())
    }

    test('the pod has them of an immutable Secret that belongs to the Deployment and goes with its version', async () => {
      const service = harness.service()
      expectApplied(await deploy(service, secret('one')))
      const [first, ...others] = await variablesOf(service)
      expect(others).toEqual([])
      expect(first).toMatchObject({
        immutable: true,
        data: { API_KEY: Buffer.from('one').toString('base64') },
        metadata: { ownerReferences: [{ kind: 'Deployment' }] },
      })
      const [pod] = await of('Pod', service)
      expect(pod).toMatchObject({
        spec: { containers: [{ envFrom: [{ secretRef: { name: first?.metadata.name } }] }] },
      })
      expect(JSON.stringify(pod)).not.toContain('"one"')

      expectApplied(await deploy(service, secret('two')))
      const second = await variablesOf(service)
      expect(second.map(({ data }) => data)).toEqual([{ API_KEY: Buffer.from('two').toString('base64') }])
      expect(second[0]?.metadata.name).not.toBe(first?.metadata.name)
      expectApplied(await deploy(service, []))
      expect(await variablesOf(service)).toEqual([])
    })

    test('a version that fails takes its Secret along, and the one before has its own', async () => {
      const service = harness.service()
      expectApplied(await deploy(service, secret('good')))
      const before = await variablesOf(service)
      const failed = await deploy(service, secret('bad'), { arguments: ['--no-such-flag'] })
      expect(failed.ok).toBe(false)
      expect(JSON.stringify(failed)).not.toContain('"bad"')
      const after = await variablesOf(service)
      expect(after.map(({ metadata }) => metadata.uid)).toEqual(before.map(({ metadata }) => metadata.uid))
    })

    test('what somebody changed is told without a value, a plan names the Secret, and a removal leaves none', async () => {
      const service = harness.service()
      expectApplied(await deploy(service, secret('kept')))
      const [made] = await variablesOf(service)
      const { namespace } = placeOf(service, harness.context.settings)
      const { deploymentId: _none, ...wanted } = {
        ...harness.workload(service, harness.digests[0]),
        secrets: secret('other'),
      }
      const plan = await harness.target.preview?.(wanted, limit())
      expect(
        plan?.objects.filter(({ name }) => name.startsWith('Secret ')).map(({ change }) => change),
      ).toEqual(
        // The pull secret stays, the new variables come, the old ones go.
        ['keep', 'create', 'remove'],
      )
      expect(JSON.stringify(plan)).not.toContain(Buffer.from('other').toString('base64'))

      await harness.context.api.remove('Secret', namespace, made?.metadata.name ?? '', limit())
      const { drift } = await harness.target.status(service, limit())
      expect(drift).toEqual([`The Secret ${made?.metadata.name} was deleted.`])
      await harness.target.remove(service, recordProgress(), limit())
      expect(await of('Secret', service)).toEqual([])
    })
  },
  { timeout: KUBERNETES_LIMIT_MS },
)

import type { ContainerSpec, ServiceIdentity } from '@fairlead/core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { describeWithKubernetes } from '../../../../../test/support/kubernetes.ts'
import {
  KUBERNETES_LIMIT_MS,
  type KubernetesHarness,
  startKubernetesHarness,
} from '../../../test/kubernetes-harness.ts'
import { expectApplied, recordProgress } from '../../contract.ts'
import { KEYS } from '../../manifests/keys.ts'
import { kubernetesName, namespaceOf } from '../../manifests/names.ts'
import { type DeploymentObject, type Kind, pathOf } from '../connection/objects.ts'

const limit = () => AbortSignal.timeout(60_000)
vi.setConfig({ testTimeout: KUBERNETES_LIMIT_MS })

describeWithKubernetes('what somebody changes of a service on the cluster', (cluster) => {
  let harness: KubernetesHarness
  beforeAll(async () => {
    harness = await startKubernetesHarness(cluster)
  })
  afterAll(() => harness?.close())

  const deployed = async (spec: Partial<ContainerSpec> = {}) => {
    const service = harness.service()
    const workload = harness.workload(service, harness.digests[0], spec)
    expectApplied(await harness.target.apply(workload, recordProgress(), limit()))
    return { service, workload }
  }
  const drift = async (service: ServiceIdentity) => (await harness.target.status(service, limit())).drift
  const change = async (
    service: ServiceIdentity,
    kind: Kind,
    body: object,
    fieldManager = 'kubectl-edit',
  ) => {
    const namespace = namespaceOf(service)
    const selection = { namespace, labelSelector: `${KEYS.service}=${service.id}` }
    const [object] = (await harness.context.api.list(kind, selection, limit())).items
    await harness.context.api.ask(
      {
        method: 'PATCH',
        path: pathOf(kind, namespace, object?.metadata.name),
        query: { fieldManager },
        contentType: 'application/strategic-merge-patch+json',
        body,
        asked: 'change it by hand',
      },
      limit(),
    )
  }

  test('is told with who did it, is nothing when it was deployed again, and nothing at first', async () => {
    const variables = [{ name: 'TOKEN', value: 'a-hidden-word' }]
    const { service, workload } = await deployed({ variables, memoryMib: 1024 })
    expect(await drift(service)).toEqual([])
    const name = kubernetesName(service.name)
    await change(service, 'Deployment', { spec: { replicas: 0 } }, 'kubectl-scale')
    const env = [{ name: 'DEBUG', value: 'another-hidden-word' }]
    await change(service, 'Deployment', { spec: { template: { spec: { containers: [{ name, env }] } } } })
    await harness.context.api.remove('Service', namespaceOf(service), name, limit())
    const told = await drift(service)
    expect(told?.toSorted()).toEqual([
      `The Service ${name} was deleted.`,
      `kubectl-edit added spec.template.spec.containers[${name}].env[DEBUG] of the Deployment ${name}.`,
      `kubectl-scale changed spec.replicas of the Deployment ${name} to 0.`,
    ])
    expect(told?.join()).not.toContain('hidden-word')
    const again = { ...workload, deploymentId: crypto.randomUUID() }
    const progress = recordProgress()
    expectApplied(await harness.target.apply(again, progress, limit()))
    expect(await drift(service)).toEqual([])
    expect(progress.told).toContain(
      `Takes spec.template.spec.containers[${name}].env[DEBUG] of the Deployment ${name} out, added by kubectl-edit.`,
    )
  })

  test('is taken out by the next deployment where a person runs something beside it; what a controller adds stays and is told', async () => {
    const { service, workload } = await deployed()
    const name = kubernetesName(service.name)
    const containers = [{ name: 'debug', image: 'busybox', command: ['sleep', '1000'] }]
    await change(service, 'Deployment', {
      metadata: { annotations: { 'example.com/owner': 'team-a' } },
      spec: { paused: true, template: { spec: { containers } } },
    })
    await change(
      service,
      'Deployment',
      { spec: { template: { spec: { volumes: [{ name: 'scratch', emptyDir: {} }] } } } },
      'injecting-controller',
    )
    await change(service, 'Deployment', { spec: { paused: null } })
    expectApplied(
      await harness.target.apply(
        { ...workload, deploymentId: crypto.randomUUID() },
        recordProgress(),
        limit(),
      ),
    )
    const selection = { namespace: namespaceOf(service), labelSelector: `${KEYS.service}=${service.id}` }
    const [deployment] = (await harness.context.api.list<DeploymentObject>('Deployment', selection, limit()))
      .items
    expect(deployment?.spec.template.spec.containers.map((each) => each.name)).toEqual([name])
    // What does not run is a person's own, and what a controller adds it would add again.
    expect(deployment?.metadata.annotations).toMatchObject({ 'example.com/owner': 'team-a' })
    expect(await drift(service)).toEqual([
      `injecting-controller added spec.template.spec.volumes[scratch] of the Deployment ${name}.`,
    ])
  })

  test('of a stopped service is nothing but that somebody started it', async () => {
    const { service } = await deployed()
    await harness.target.stop(service, recordProgress(), limit())
    expect(await drift(service)).toEqual([])
    await change(service, 'Deployment', { spec: { replicas: 1 } }, 'kubectl-scale')
    expect(await drift(service)).toEqual([
      `kubectl-scale changed spec.replicas of the Deployment ${kubernetesName(service.name)} to 1.`,
    ])
  })

  test('what an autoscaler decides is none', async () => {
    const { service } = await deployed({ minInstances: 1, maxInstances: 3 })
    await change(service, 'Deployment', { spec: { replicas: 2 } }, 'kube-controller-manager')
    expect(await drift(service)).toEqual([])
  })
})

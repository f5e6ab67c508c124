import { AppError, type ServiceIdentity } from '@fairlead/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../test/support/kubernetes.ts'
import { WEB } from '../../test/docker-harness.ts'
import {
  KUBERNETES_LIMIT_MS,
  type KubernetesHarness,
  READY,
  startKubernetesHarness,
} from '../../test/kubernetes-harness.ts'
import { expectApplied, recordProgress } from '../contract.ts'
import { KEYS } from '../manifests/keys.ts'
import type { DeploymentObject, Kind, KubeObject, PodObject } from './connection/objects.ts'
import { placeOf } from './render/place.ts'
import { viewResources } from './watch/resource-view.ts'

const limit = () => AbortSignal.timeout(KUBERNETES_LIMIT_MS)

describeWithKubernetes(
  'versions of a service on Kubernetes',
  (cluster) => {
    let harness: KubernetesHarness
    beforeAll(async () => {
      harness = await startKubernetesHarness(cluster)
    })
    afterAll(() => harness?.close(), KUBERNETES_LIMIT_MS)

    const place = (service: ServiceIdentity) => placeOf(service, harness.context.settings)
    const read = <T extends KubeObject>(kind: Kind, service: ServiceIdentity, name = place(service).name) =>
      harness.context.api.get<T>(kind, place(service).namespace, name, limit())
    const ofService = async (kind: Kind, service: ServiceIdentity) => {
      const selection = { labelSelector: `${KEYS.service}=${service.id}` }
      return (await harness.context.api.list(kind, selection, limit())).items
    }
    /** What somebody does to an object by hand, as kubectl would be named for it. */
    const byHand = (service: ServiceIdentity, manager: string, change: object) => {
      const { namespace, name } = place(service)
      return harness.context.api.ask(
        {
          method: 'PATCH',
          path: `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`,
          query: { fieldManager: manager },
          contentType: 'application/merge-patch+json',
          body: change,
          asked: 'change the Deployment by hand',
        },
        limit(),
      )
    }
    const deploy = (service: ServiceIdentity, version: 0 | 1, spec = {}, progress = recordProgress()) =>
      harness.target.apply(harness.workload(service, harness.digests[version], spec), progress, limit())

    test('a private image is pulled with its pull secret, serves, and is replaced by the next version', async () => {
      const service = harness.service()
      expectApplied(await deploy(service, 0))
      expect(await harness.page(service)).toContain('version one')
      expectApplied(await deploy(service, 1))
      expect(await harness.page(service)).toContain('version two')
      // Whoever looked in before was asked for a login.
      expect(harness.registry.authorizations.length).toBeGreaterThan(0)
    })

    test('a version that does not come up is told with its cause, and the one before serves on', async () => {
      const service = harness.service()
      const variables = [{ name: 'COLOUR', value: 'green' }]
      expectApplied(await deploy(service, 0, { variables }))
      const before = await harness.target.status(service, limit())
      const progress = recordProgress()
      const failed = await deploy(service, 1, { arguments: ['--no-such-flag'] }, progress)
      expect(failed).toMatchObject({ ok: false, findings: [{ code: 'deploy.container_exited' }] })
      expect(progress.steps.get('restore')).toBe('succeeded')
      expect(await harness.target.status(service, limit())).toEqual(before)
      expect(await harness.page(service)).toContain('version one')
      // Nothing that only the failed version had is left.
      expect(await ofService('ConfigMap', service)).toHaveLength(1)
    })

    test('a first version that does not come up leaves nothing, not even its namespace', async () => {
      const service = harness.service()
      const failed = await deploy(service, 0, { arguments: ['--no-such-flag'] })
      expect(failed.ok).toBe(false)
      expect(await harness.target.status(service, limit())).toMatchObject({ state: 'absent' })
      const namespace = await harness.context.api.get(
        'Namespace',
        undefined,
        place(service).namespace,
        limit(),
      )
      expect(namespace === undefined || namespace.metadata.deletionTimestamp !== undefined).toBe(true)
    })

    test('an object of somebody else under the name that is needed is left alone, and told', async () => {
      const service = harness.service()
      const neighbour = { ...service, id: crypto.randomUUID() }
      expectApplied(await deploy(neighbour, 0))
      const refused = await deploy(service, 1)
      expect(refused).toMatchObject({ ok: false, findings: [{ code: 'deploy.object_taken' }] })
      expect(await harness.page(neighbour)).toContain('version one')
      await harness.target.remove(service, recordProgress(), limit())
      expect(await harness.page(neighbour)).toContain('version one')
    })

    test('what a person changed by kubectl is taken back; what a controller sets is a conflict that names it', async () => {
      const service = harness.service()
      expectApplied(await deploy(service, 0))
      await byHand(service, 'kubectl-edit', { spec: { progressDeadlineSeconds: 77 } })
      const progress = recordProgress()
      expectApplied(await deploy(service, 0, {}, progress))
      expect(progress.told.join('\n')).toContain('back from kubectl-edit')
      await byHand(service, 'other-controller', { spec: { progressDeadlineSeconds: 78 } })
      const refused = await deploy(service, 1)
      expect(refused).toMatchObject({ ok: false, findings: [{ code: 'deploy.field_conflict' }] })
      expect(JSON.stringify(refused)).toContain('other-controller')
    })

    test('an autoscaler takes over the number of pods that there is, and gives it back', async () => {
      const service = harness.service()
      expectApplied(await deploy(service, 0, { minInstances: 2, maxInstances: 2 }))
      expect(await read('PodDisruptionBudget', service)).toBeDefined()
      expectApplied(await deploy(service, 0, { minInstances: 2, maxInstances: 4 }))
      expect((await read<DeploymentObject>('Deployment', service))?.spec.replicas).toBe(2)
      expect(await read('HorizontalPodAutoscaler', service)).toBeDefined()
      expectApplied(await deploy(service, 0, { minInstances: 1, maxInstances: 1 }))
      expect((await read<DeploymentObject>('Deployment', service))?.spec.replicas).toBe(1)
      expect(await read('HorizontalPodAutoscaler', service)).toBeUndefined()
      expect(await read('PodDisruptionBudget', service)).toBeUndefined()
    })

    test('a stopped service that an autoscaler counts comes back with the new version, never with the old one', async () => {
      const service = harness.service()
      expectApplied(await deploy(service, 0, { minInstances: 1, maxInstances: 2 }))
      await harness.target.stop(service, recordProgress(), limit())
      const watching = new AbortController()
      const images = new Set<string>()
      // The stopped ones, of which an object may still be there.
      const ended = new Set<string | undefined>()
      const selection = {
        namespace: place(service).namespace,
        labelSelector: `${KEYS.service}=${service.id}`,
      }
      const pods = viewResources<PodObject>(harness.context.api, 'Pod', selection, watching.signal, {
        onChange: (change) => {
          if (change.type !== 'put' || ended.has(change.object.metadata.uid)) return
          images.add(change.object.spec.containers[0]?.image?.split('@')[1] ?? '')
        },
      })
      await expect.poll(() => pods.isCurrent()).toBe(true)
      for (const { metadata } of pods.objects.values()) ended.add(metadata.uid)
      images.clear()
      expectApplied(await deploy(service, 1, { minInstances: 1, maxInstances: 2 }))
      expect(await harness.page(service)).toContain('version two')
      watching.abort()
      await pods.ended
      expect([...images]).toEqual([harness.digests[1]])
    })

    test('a Deployment that somebody paused is resumed by the next deployment', async () => {
      const service = harness.service()
      expectApplied(await deploy(service, 0))
      await byHand(service, 'kubectl-rollout', { spec: { paused: true } })
      const progress = recordProgress()
      expectApplied(await deploy(service, 1, {}, progress))
      expect(progress.told.join('\n')).toContain('Took spec.paused')
      expect(await harness.page(service)).toContain('version two')
    })

    test('a service that was renamed runs under its new name, and nothing of the old one is left', async () => {
      const service = harness.service()
      expectApplied(await deploy(service, 0))
      const renamed = { ...service, name: `${service.name}-new` }
      expectApplied(await deploy(renamed, 1))
      expect((await ofService('Deployment', service)).map(({ metadata }) => metadata.name)).toEqual([
        place(renamed).name,
      ])
      expect(await read('Service', service)).toBeUndefined()
      expect(await harness.page(renamed)).toContain('version two')
    })

    test('a namespace with something of somebody else in it stays when its last service goes', async () => {
      const service = harness.service()
      expectApplied(await deploy(service, 0))
      const { namespace } = place(service)
      const theirs = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'theirs', namespace } }
      await harness.context.api.apply(theirs, { manager: 'somebody' }, limit())
      await harness.target.remove(service, recordProgress(), limit())
      const left = await harness.context.api.get('Namespace', undefined, namespace, limit())
      expect(left?.metadata.deletionTimestamp).toBeUndefined()
      expect(await harness.context.api.get('ConfigMap', namespace, 'theirs', limit())).toBeDefined()
      await harness.context.api.remove('Namespace', undefined, namespace, limit())
    })

    test('a deployment that its server gives up is left as it is, and the next server goes on with it', async () => {
      const service = harness.service()
      expectApplied(await deploy(service, 0))
      const workload = harness.workload(service, harness.digests[1])
      const stopping = new AbortController()
      const progress = recordProgress()
      const stopped = harness.target.apply(
        workload,
        {
          ...progress,
          step: (name, state, message) => {
            progress.step(name, state, message)
            if (name === 'start') stopping.abort(new AppError('operation.canceled', 'The server stops.'))
          },
        },
        stopping.signal,
      )
      await expect(stopped).rejects.toMatchObject({ message: 'The server stops.' })
      expect(progress.steps.has('restore')).toBe(false)
      const left = await read<DeploymentObject>('Deployment', service)
      expect(left?.spec.template.metadata?.annotations?.[KEYS.deployment]).toBe(workload.deploymentId)
      expectApplied(await harness.target.apply(workload, recordProgress(), limit()))
      expect(await harness.page(service)).toContain('version two')
    })

    test('what an older version left, whatever cut its removal off, goes with the next one', async () => {
      const service = harness.service()
      expectApplied(await deploy(service, 0))
      const before = await read('Service', service)
      const stale = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { ...place(service), name: 'left-over', labels: before?.metadata.labels ?? {} },
      }
      await harness.context.api.apply(stale, {}, limit())
      expectApplied(await deploy(service, 1))
      expect(await read('ConfigMap', service, 'left-over')).toBeUndefined()
    })

    test('a service whose pods were evicted can be stopped', async () => {
      const service = harness.service()
      expectApplied(await deploy(service, 0))
      const { namespace } = place(service)
      const [pod] = await ofService('Pod', service)
      const trace = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'evicted', namespace, labels: { [KEYS.service]: service.id } },
        spec: {
          ...(pod as unknown as { spec: object }).spec,
          nodeName: undefined,
          schedulingGates: [{ name: 'test/never' }],
        },
      }
      await harness.context.api.ask(
        { method: 'POST', path: `/api/v1/namespaces/${namespace}/pods`, body: trace, asked: 'make a pod' },
        limit(),
      )
      await harness.context.api.ask(
        {
          method: 'PATCH',
          path: `/api/v1/namespaces/${namespace}/pods/evicted/status`,
          contentType: 'application/merge-patch+json',
          body: { status: { phase: 'Failed', reason: 'Evicted' } },
          asked: 'evict it',
        },
        limit(),
      )
      await harness.target.stop(service, recordProgress(), limit())
      expect(await harness.target.status(service, limit())).toMatchObject({ state: 'stopped' })
    })

    describe('the plan', () => {
      test('changes nothing, and names each object that would be made, changed, kept or removed', async () => {
        const service = harness.service()
        const plan = (version: 0 | 1, spec = {}) => {
          const { deploymentId: _none, ...wanted } = harness.workload(service, harness.digests[version], spec)
          return harness.target.preview?.(wanted, limit())
        }
        const first = await plan(0)
        expect(first?.findings).toEqual([])
        expect(first?.objects.every(({ change }) => change === 'create')).toBe(true)
        expect(await harness.target.status(service, limit())).toMatchObject({ state: 'absent' })
        const variables = [{ name: 'COLOUR', value: 'green' }]
        expectApplied(await deploy(service, 0, { variables }))
        const same = await plan(0, { variables })
        expect(same?.objects.filter(({ change }) => change !== 'keep')).toEqual([])
        const next = await plan(1)
        const changes = new Map(next?.objects.map(({ name, change }) => [name.split(' ')[0], change]))
        expect(changes.get('Deployment')).toBe('change')
        expect(changes.get('ConfigMap')).toBe('remove')
        expect(changes.get('Service')).toBe('keep')
        expect(await harness.page(service)).toContain('version one')
      })

      test('tells what the cluster would refuse, before anything is done', async () => {
        const service = harness.service()
        expectApplied(await deploy(service, 0))
        const { namespace } = place(service)
        const quota = {
          apiVersion: 'v1',
          kind: 'ResourceQuota',
          metadata: { name: 'small', namespace },
          spec: { hard: { pods: '1' } },
        }
        try {
          await harness.context.api.apply(quota as KubeObject, { manager: 'somebody' }, limit())
          await expect
            .poll(
              async () => {
                const { deploymentId: _none, ...wanted } = harness.workload(service, harness.digests[1])
                const plan = await harness.target.preview?.(wanted, limit())
                return plan?.findings.map(({ code }) => code)
              },
              { timeout: 30_000 },
            )
            .toEqual(['deploy.quota'])
        } finally {
          // It is somebody's, for which the namespace would stay.
          await harness.context.api.remove('ResourceQuota', namespace, 'small', limit())
        }
      })
    })

    test('ports, probes, resources and variables of the spec are what the pod has', async () => {
      const service = harness.service()
      const workload = harness.workload(service, harness.digests[0], {
        ports: [WEB],
        healthchecks: READY,
        variables: [{ name: 'PLAIN', value: 'a $(NOT_REPLACED) b' }],
      })
      expectApplied(await harness.target.apply(workload, recordProgress(), limit()))
      const [pod] = await ofService('Pod', service)
      expect(pod).toMatchObject({
        spec: {
          serviceAccountName: place(service).name,
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              ports: [{ containerPort: 8080, protocol: 'TCP' }],
              resources: { limits: { cpu: '100m', memory: '64Mi' } },
              readinessProbe: { httpGet: { path: '/', port: 8080 } },
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            },
          ],
        },
      })
      const [variables] = (await ofService('ConfigMap', service)) as (KubeObject & { data?: object })[]
      expect(variables?.data).toEqual({ PLAIN: 'a $(NOT_REPLACED) b' })
    })
  },
  { timeout: KUBERNETES_LIMIT_MS },
)

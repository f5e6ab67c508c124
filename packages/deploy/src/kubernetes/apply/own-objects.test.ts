import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../../test/support/kubernetes.ts'
import {
  KUBERNETES_LIMIT_MS,
  type KubernetesHarness,
  startKubernetesHarness,
} from '../../../test/kubernetes-harness.ts'
import { expectApplied, recordProgress } from '../../contract.ts'
import { KEYS } from '../../manifests/keys.ts'
import type { KubeObject } from '../connection/objects.ts'
import type { KubernetesContext } from '../settings.ts'
import { serviceStatus } from '../status.ts'
import { deployVersion } from './deploy-version.ts'
import { restartService, stopService } from './lifecycle.ts'

const limit = () => AbortSignal.timeout(KUBERNETES_LIMIT_MS)

describeWithKubernetes(
  'the objects of a service',
  (cluster) => {
    let harness: KubernetesHarness
    beforeAll(async () => {
      harness = await startKubernetesHarness(cluster)
    })
    afterAll(() => harness?.close(), KUBERNETES_LIMIT_MS)

    /** The cluster, and the kinds that were listed in all of its namespaces. */
    function watched(): { readonly context: KubernetesContext; readonly everywhere: Set<string> } {
      const { api } = harness.context
      const everywhere = new Set<string>()
      const list: typeof api.list = (kind, selection, signal) => {
        if (selection.namespace === undefined) everywhere.add(kind)
        return api.list(kind, selection, signal)
      }
      return { context: { ...harness.context, api: { ...api, list } }, everywhere }
    }

    test('are looked for in its namespace: of all others only Deployments are listed, and none by a status', async () => {
      const service = harness.service()
      const workload = harness.workload(service, harness.digests[0])
      const { context, everywhere } = watched()
      expectApplied(await deployVersion(context, workload, recordProgress(), limit()))
      expect([...everywhere]).toEqual(['Deployment'])
      everywhere.clear()
      expect(await serviceStatus(context, service, limit())).toMatchObject({ state: 'running', drift: [] })
      await stopService(context, service, recordProgress(), limit())
      expect([...everywhere]).toEqual([])
      expectApplied(await restartService(context, workload, recordProgress(), limit()))
      expect([...everywhere]).toEqual(['Deployment'])
    })

    test('are found in a namespace that it has left, where its Deployment is, and taken away with it', async () => {
      const service = harness.service()
      const { api } = harness.context
      const former = { name: 'former', namespace: `former-${randomUUID().slice(0, 8)}` }
      const labels = { [KEYS.service]: service.id, [KEYS.environment]: service.environmentId }
      const selector = { [KEYS.service]: service.id }
      const made: readonly KubeObject[] = [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: former.namespace } },
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...former, labels } },
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { ...former, labels },
          spec: {
            replicas: 0,
            selector: { matchLabels: selector },
            template: {
              metadata: { labels: selector },
              spec: { containers: [{ name: 'web', image: 'none' }] },
            },
          },
        } as KubeObject,
      ]
      try {
        for (const object of made) await api.apply(object, {}, limit())
        expect(await serviceStatus(harness.context, service, limit())).toMatchObject({ state: 'stopped' })
        const workload = harness.workload(service, harness.digests[0])
        expectApplied(await harness.target.apply(workload, recordProgress(), limit()))
        expect(await api.get('ConfigMap', former.namespace, former.name, limit())).toBeUndefined()
        await expect
          .poll(() => api.get('Deployment', former.namespace, former.name, limit()), { timeout: 30_000 })
          .toBeUndefined()
      } finally {
        await api.remove('Namespace', undefined, former.namespace, limit())
      }
    })
  },
  { timeout: KUBERNETES_LIMIT_MS },
)

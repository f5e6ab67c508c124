import type { ServiceIdentity } from '@fairlead/core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { describeWithKubernetes } from '../../../../test/support/kubernetes.ts'
import { type CuttableProxy, startCuttableProxy } from '../../test/cuttable-proxy.ts'
import {
  KUBERNETES_LIMIT_MS,
  type KubernetesHarness,
  startKubernetesHarness,
} from '../../test/kubernetes-harness.ts'
import { expectApplied, recordProgress } from '../contract.ts'
import { kubernetesName, namespaceOf } from '../manifests/names.ts'
import type { KubeApi } from './connection/kube-api.ts'
import { pathOf } from './connection/objects.ts'
import type { KubernetesContext } from './settings.ts'
import { serviceStatus } from './status.ts'
import { viewedStatus } from './viewed-status.ts'
import { createSharedViews, type SharedViews } from './watch/shared-views.ts'

const limit = () => AbortSignal.timeout(60_000)
const VERBS = ['list', 'get', 'ask', 'open'] as const

describeWithKubernetes(
  'the status of services that are watched',
  (cluster) => {
    let proxy: CuttableProxy
    let harness: KubernetesHarness
    let views: SharedViews
    let context: KubernetesContext
    const asked: string[] = []
    beforeAll(async () => {
      const [address = '', port] = /https:\/\/[^"\s]+:(\d+)/.exec(cluster.kubeconfig) ?? []
      proxy = await startCuttableProxy(Number(port))
      harness = await startKubernetesHarness({
        kubeconfig: cluster.kubeconfig.replace(address, `https://127.0.0.1:${proxy.port}`),
      })
      const { api } = harness.context
      views = createSharedViews(api, null)
      const counted = Object.fromEntries(
        VERBS.map((verb) => [
          verb,
          (...all: unknown[]) => {
            asked.push(verb)
            return (api[verb] as (...all: unknown[]) => unknown)(...all)
          },
        ]),
      ) as unknown as KubeApi
      context = { ...harness.context, api: { ...api, ...counted } }
    }, KUBERNETES_LIMIT_MS)
    afterAll(async () => {
      views?.close()
      await harness?.close()
      await proxy?.close()
    }, KUBERNETES_LIMIT_MS)

    const deployed = async () => {
      const service = harness.service()
      expectApplied(
        await harness.target.apply(harness.workload(service, harness.digests[0]), recordProgress(), limit()),
      )
      return service
    }
    const seen = (service: ServiceIdentity) => viewedStatus(context, views, service, false, limit())

    test('is what the API server says, without a question; who changed something is asked for; one that is lost is not made up', async () => {
      const services = [await deployed(), await deployed()]
      const [service] = services
      if (!service) throw new Error('It was made just now.')
      for (const each of services)
        expect(await seen(each)).toEqual(await serviceStatus(harness.context, each, limit()))
      asked.length = 0
      for (const each of services) {
        expect(await seen(each)).toMatchObject({ state: 'running', runningInstances: 1, drift: [] })
      }
      expect(await seen({ ...service, id: crypto.randomUUID() })).toMatchObject({ state: 'absent' })
      expect(asked).toEqual([])

      const name = kubernetesName(service.name)
      await harness.context.api.ask(
        {
          method: 'PATCH',
          path: pathOf('Deployment', namespaceOf(service), name),
          query: { fieldManager: 'kubectl-scale' },
          contentType: 'application/merge-patch+json',
          body: { spec: { replicas: 0 } },
          asked: 'scale it by hand',
        },
        limit(),
      )
      const drift = [`kubectl-scale changed spec.replicas of the Deployment ${name} to 0.`]
      await vi.waitFor(async () => expect(await seen(service)).toMatchObject({ state: 'stopped', drift }), {
        timeout: 20_000,
      })

      await proxy.cut()
      await vi.waitFor(() => expect(seen(service)).rejects.toMatchObject({ code: 'target.unreachable' }), {
        timeout: 20_000,
      })
      await proxy.mend()
      await vi.waitFor(
        async () => {
          asked.length = 0
          expect(await seen(services[1] ?? service)).toMatchObject({ state: 'running' })
          expect(asked).toEqual([])
        },
        { timeout: 30_000, interval: 100 },
      )
    })
  },
  { timeout: KUBERNETES_LIMIT_MS },
)

import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../../test/support/kubernetes.ts'
import { type CuttableProxy, startCuttableProxy } from '../../../test/cuttable-proxy.ts'
import {
  KUBERNETES_LIMIT_MS,
  type KubernetesHarness,
  startKubernetesHarness,
} from '../../../test/kubernetes-harness.ts'
import { expectApplied, recordProgress } from '../../contract.ts'
import { createKubeApi, type KubeApi } from '../connection/kube-api.ts'
import { readKubeconfig } from '../connection/kubeconfig.ts'
import { deployVersion } from './deploy-version.ts'
import { isReleaseObject, readRelease } from './release.ts'

const limit = () => AbortSignal.timeout(KUBERNETES_LIMIT_MS)

describeWithKubernetes(
  'an API server that is lost once the new version serves',
  (cluster) => {
    let harness: KubernetesHarness
    let proxy: CuttableProxy
    let throughProxy: KubeApi
    beforeAll(async () => {
      harness = await startKubernetesHarness(cluster)
      const access = readKubeconfig(cluster.kubeconfig, { context: null, allowExec: false })
      proxy = await startCuttableProxy(Number(new URL(access.server).port))
      throughProxy = createKubeApi({ ...access, server: `https://127.0.0.1:${proxy.port}` })
    })
    afterAll(async () => {
      await throughProxy?.close()
      await proxy?.close()
      await harness?.close()
    }, KUBERNETES_LIMIT_MS)

    /** The cluster, whose API server is gone for as long as one call needs to give up its tries, at one moment of the end. */
    function lostAt(moment: 'the version is kept' | 'the addresses are looked up') {
      let wasLost = false
      // First to remove what is old, then for their addresses.
      let listsOfServices = 0
      const lose = async <T>(call: () => Promise<T>): Promise<T> => {
        if (wasLost) return call()
        wasLost = true
        await proxy.cut()
        return call().finally(() => proxy.mend())
      }
      const api: KubeApi = {
        ...throughProxy,
        apply: (object, options, signal) => {
          const call = () => throughProxy.apply<never>(object, options, signal)
          return moment === 'the version is kept' && isReleaseObject(object) ? lose(call) : call()
        },
        list: (kind, selection, signal) => {
          const call = () => throughProxy.list<never>(kind, selection, signal)
          if (kind === 'Service') listsOfServices += 1
          const isLast = moment === 'the addresses are looked up' && listsOfServices === 2
          return isLast ? lose(call) : call()
        },
      }
      return { context: { ...harness.context, api }, wasLost: () => wasLost }
    }

    test.each(['the version is kept', 'the addresses are looked up'] as const)(
      'when %s: is waited for, and the deployment has succeeded',
      async (moment) => {
        const service = harness.service()
        const workload = harness.workload(service, harness.digests[0])
        const { context, wasLost } = lostAt(moment)
        const applied = expectApplied(await deployVersion(context, workload, recordProgress(), limit()))
        expect(wasLost()).toBe(true)
        expect(applied.endpoints).toHaveLength(1)
        expect(await readRelease(harness.context, service, limit())).toMatchObject({
          deploymentId: workload.deploymentId,
        })
      },
    )
  },
  { timeout: KUBERNETES_LIMIT_MS },
)

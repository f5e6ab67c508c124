import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../../test/support/kubernetes.ts'
import { type CuttableProxy, startCuttableProxy } from '../../../test/cuttable-proxy.ts'
import {
  KUBERNETES_LIMIT_MS,
  type KubernetesHarness,
  startKubernetesHarness,
} from '../../../test/kubernetes-harness.ts'
import { expectApplied, recordProgress } from '../../contract.ts'

const limit = () => AbortSignal.timeout(KUBERNETES_LIMIT_MS)

describeWithKubernetes(
  'a version that fails while the API server comes and goes',
  (cluster) => {
    let harness: KubernetesHarness
    let proxy: CuttableProxy
    beforeAll(async () => {
      const [address = '', port] = /https:\/\/[^"\s]+:(\d+)/.exec(cluster.kubeconfig) ?? []
      proxy = await startCuttableProxy(Number(port))
      harness = await startKubernetesHarness({
        kubeconfig: cluster.kubeconfig.replace(address, `https://127.0.0.1:${proxy.port}`),
      })
    })
    afterAll(async () => {
      await harness?.close()
      await proxy?.close()
    }, KUBERNETES_LIMIT_MS)

    test('the version before is brought back all the same, once it answers again', async () => {
      const service = harness.service()
      const deploy = (version: 0 | 1, spec = {}, progress = recordProgress()) =>
        harness.target.apply(harness.workload(service, harness.digests[version], spec), progress, limit())
      expectApplied(await deploy(0))
      const before = await harness.target.status(service, limit())
      const progress = recordProgress()
      const restores: string[] = []
      const failed = await deploy(
        1,
        { arguments: ['--no-such-flag'] },
        {
          ...progress,
          step: (name, state, message) => {
            progress.step(name, state, message)
            if (name !== 'restore') return
            restores.push(state)
            if (restores.length === 1) void proxy.cut()
            if (state === 'failed') void proxy.mend()
          },
        },
      )
      expect(failed).toMatchObject({ ok: false, findings: [{ code: 'deploy.container_exited' }] })
      expect(restores).toEqual(['running', 'failed', 'running', 'succeeded'])
      expect(await harness.target.status(service, limit())).toEqual(before)
    })
  },
  { timeout: KUBERNETES_LIMIT_MS },
)

import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../../test/support/kubernetes.ts'
import { type CuttableProxy, startCuttableProxy } from '../../../test/cuttable-proxy.ts'
import { type RolloutHarness, startRolloutHarness } from '../../../test/rollout-harness.ts'
import { newService } from '../../contract.ts'
import { createKubeApi, type KubeApi } from '../connection/kube-api.ts'
import { readKubeconfig } from '../connection/kubeconfig.ts'

describeWithKubernetes(
  'a rollout whose API server is lost in the middle',
  (cluster) => {
    let harness: RolloutHarness
    let proxy: CuttableProxy
    let throughProxy: KubeApi
    beforeAll(async () => {
      harness = await startRolloutHarness(cluster.kubeconfig)
      const access = readKubeconfig(cluster.kubeconfig, { context: null, allowExec: false })
      proxy = await startCuttableProxy(Number(new URL(access.server).port))
      throughProxy = createKubeApi({ ...access, server: `https://127.0.0.1:${proxy.port}` })
    })
    afterAll(async () => {
      await proxy?.close()
      await harness?.close()
    })

    test('goes on when it is back, with what happened meanwhile; one that stays away is told at the end', async () => {
      const namespace = await harness.namespace()
      const paused = await harness.apply(namespace, newService(), { deployment: { paused: true } })
      let wasCut = false
      const isAway = Promise.withResolvers<void>()
      const { progress, findings } = harness.watch(paused, {
        api: throughProxy,
        onStep: (_step, _state, message) => {
          // From what it has read, the rollout waits for pods.
          if (wasCut || !message.startsWith('0 of 1 pod')) return
          wasCut = true
          void proxy.cut()
        },
        onLog: (line) => line.includes('cannot be reached') && isAway.resolve(),
      })
      await isAway.promise
      const signal = AbortSignal.timeout(10_000)
      await harness.api.patch('Deployment', namespace, paused.name, { spec: { paused: false } }, signal)
      expect(await harness.watch(paused).findings).toEqual([])
      await proxy.mend()
      expect(await findings).toEqual([])
      expect(progress.told).toContain('The API server answers again.')
      expect(progress.steps.get('healthy')).toBe('succeeded')

      await proxy.cut()
      const lost = harness.watch(paused, { api: throughProxy, timings: { rolloutMs: 2_000 } })
      await expect(lost.findings).rejects.toMatchObject({
        code: 'target.unreachable',
        findings: [{ code: 'deploy.target_unreachable' }],
      })
      expect(lost.progress.steps.get('start')).toBe('failed')
    })
  },
  { timeout: 120_000 },
)

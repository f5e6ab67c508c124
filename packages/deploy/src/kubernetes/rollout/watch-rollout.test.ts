import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../../test/support/kubernetes.ts'
import { type RolloutHarness, startRolloutHarness } from '../../../test/rollout-harness.ts'
import { newService } from '../../contract.ts'

describeWithKubernetes(
  'the rollout of a version that comes up',
  (cluster) => {
    let harness: RolloutHarness
    let namespace: string
    beforeAll(async () => {
      harness = await startRolloutHarness(cluster.kubeconfig)
      namespace = await harness.namespace()
    })
    afterAll(() => harness?.close())

    test('is over when it serves and the version before is gone, with a line for each thing that the cluster did', async () => {
      const service = newService()
      const first = harness.watch(await harness.apply(namespace, service, { replicas: 2 }))
      expect(await first.findings).toEqual([])
      const second = await harness.apply(namespace, service, { replicas: 2 })
      const { progress, findings } = harness.watch(second)
      expect(await findings).toEqual([])
      const pods = await harness.api.list(
        'Pod',
        { namespace, labelSelector: `dev.fairlead/service=${service.id}` },
        AbortSignal.timeout(10_000),
      )
      const versions = pods.items.map(({ metadata }) => metadata.annotations?.['dev.fairlead/deployment'])
      expect(versions).toEqual([second.deploymentId, second.deploymentId])
      expect(progress.steps).toEqual(
        new Map([
          ['start', 'succeeded'],
          ['healthy', 'succeeded'],
        ]),
      )
      expect(progress.told).toContain('2 of 2 pods serve; nothing of an older version is left.')
      for (const reason of ['Scheduled', 'Pulled', 'Created', 'Started']) {
        expect(progress.told.filter((line) => line.includes(`: ${reason}: `))).toHaveLength(2)
      }
    })
  },
  { timeout: 120_000 },
)

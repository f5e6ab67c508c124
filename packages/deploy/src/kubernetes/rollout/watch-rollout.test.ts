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

    /** The deployment that each pod is of. */
    const podsOf = async (service: string) => {
      const selection = { namespace, labelSelector: `dev.fairlead/service=${service}` }
      const { items } = await harness.api.list('Pod', selection, AbortSignal.timeout(10_000))
      return items.map(({ metadata }) => metadata.annotations?.['dev.fairlead/deployment'])
    }

    test('is over when it serves and the version before is gone, with a line for each thing that the cluster did', async () => {
      const service = newService()
      const first = harness.watch(await harness.apply(namespace, service, { replicas: 2 }))
      expect(await first.findings).toEqual([])
      const second = await harness.apply(namespace, service, { replicas: 2 })
      const { progress, findings } = harness.watch(second)
      expect(await findings).toEqual([])
      expect(await podsOf(service.id)).toEqual([second.deploymentId, second.deploymentId])
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

    test('is over at once where no pod is wanted, when those of the version before have ended', async () => {
      const service = newService()
      expect(await harness.watch(await harness.apply(namespace, service)).findings).toEqual([])
      const { progress, findings } = harness.watch(await harness.apply(namespace, service, { replicas: 0 }))
      expect(await findings).toEqual([])
      expect([...progress.steps]).toEqual([
        ['start', 'succeeded'],
        ['healthy', 'succeeded'],
      ])
      expect(progress.told.at(-1)).toBe('No pod is wanted; nothing of an older version is left.')
      expect(await podsOf(service.id)).toEqual([])
    })

    test('is over when a recreated version serves', async () => {
      const service = newService()
      const deployment = { strategy: { type: 'Recreate' } }
      expect(await harness.watch(await harness.apply(namespace, service, { deployment })).findings).toEqual(
        [],
      )
      const second = await harness.apply(namespace, service, { deployment })
      expect(await harness.watch(second).findings).toEqual([])
      expect(await podsOf(service.id)).toEqual([second.deploymentId])
    })

    test('ends with the signal', async () => {
      const stop = new AbortController()
      const wanted = await harness.apply(namespace, newService(), { deployment: { paused: true } })
      const { progress, findings } = harness.watch(wanted, { signal: stop.signal })
      stop.abort()
      await expect(findings).rejects.toMatchObject({ code: 'operation.canceled' })
      expect(progress.steps.get('start')).toBe('failed')
    })
  },
  { timeout: 120_000 },
)

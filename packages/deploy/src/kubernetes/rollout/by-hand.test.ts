import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../../test/support/kubernetes.ts'
import { type RolloutHarness, startRolloutHarness } from '../../../test/rollout-harness.ts'
import { newService } from '../../contract.ts'
import type { DeploymentObject } from '../connection/objects.ts'

describeWithKubernetes(
  'a rollout that somebody changes by hand',
  (cluster) => {
    let harness: RolloutHarness
    let namespace: string
    beforeAll(async () => {
      harness = await startRolloutHarness(cluster.kubeconfig)
      namespace = await harness.namespace()
    })
    afterAll(() => harness?.close())

    const limit = () => AbortSignal.timeout(10_000)
    const BY_HAND: Record<string, (now: DeploymentObject) => object> = {
      'sets another image, under the same annotation': ({ spec }) => ({
        template: {
          spec: {
            containers: spec.template.spec.containers.map((each) => ({ ...each, image: harness.image })),
          },
        },
      }),
      'scales it to no pods': () => ({ replicas: 0 }),
    }

    test.each(Object.entries(BY_HAND))('who %s does not make it succeed', async (_what, change) => {
      // It does not come up by itself, so that what is done by hand comes before its end.
      const image = `${harness.registry.host}/acme/absent@sha256:${'0'.repeat(64)}`
      const wanted = await harness.apply(namespace, newService(), { image })
      const spec = change(wanted.applied)
      await harness.api.patch('Deployment', namespace, wanted.name, { spec }, limit())
      expect(await harness.watch(wanted).findings).toMatchObject([
        { code: 'deploy.interrupted', summary: expect.stringContaining('somebody changed the Deployment') },
      ])
    })

    test('and paused is told so when its time is over', async () => {
      const wanted = await harness.apply(namespace, newService(), { deployment: { paused: true } })
      expect(await harness.watch(wanted, { timings: { rolloutMs: 2_000 } }).findings).toMatchObject([
        { code: 'deploy.interrupted', summary: expect.stringContaining('Somebody paused') },
      ])
    })
  },
  { timeout: 60_000 },
)

import type { ServiceIdentity } from '@fairlead/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../../test/support/kubernetes.ts'
import {
  KUBERNETES_LIMIT_MS,
  type KubernetesHarness,
  startKubernetesHarness,
} from '../../../test/kubernetes-harness.ts'
import { expectApplied, recordProgress } from '../../contract.ts'
import { placeOf } from '../render/place.ts'

const limit = () => AbortSignal.timeout(KUBERNETES_LIMIT_MS)

describeWithKubernetes(
  'a deployment that fails where what served before is not kept any more',
  (cluster) => {
    let harness: KubernetesHarness
    beforeAll(async () => {
      harness = await startKubernetesHarness(cluster)
    })
    afterAll(() => harness?.close(), KUBERNETES_LIMIT_MS)

    const release = (service: ServiceIdentity) => {
      const { namespace, name } = placeOf(service, harness.context.settings)
      return ['Secret', namespace, `${name}-release`] as const
    }
    const LOST = {
      'was deleted': (service: ServiceIdentity) => harness.context.api.remove(...release(service), limit()),
      'cannot be read': (service: ServiceIdentity) =>
        harness.context.api.patch(...release(service), { data: { release: 'bm90aGluZw==' } }, limit()),
    }

    test.each(Object.entries(LOST))('brings back the pods that still serve: it %s', async (_how, lose) => {
      const service = harness.service()
      const first = harness.workload(service, harness.digests[0], { minInstances: 2, maxInstances: 2 })
      expectApplied(await harness.target.apply(first, recordProgress(), limit()))
      await lose(service)
      const second = harness.workload(service, harness.digests[1], {
        arguments: ['--no-such-flag'],
        minInstances: 2,
        maxInstances: 2,
      })
      const progress = recordProgress()
      expect(await harness.target.apply(second, progress, limit())).toMatchObject({
        ok: false,
        findings: [
          { code: 'deploy.container_exited' },
          { code: 'deploy.release_missing', severity: 'warning' },
        ],
      })
      expect(progress.steps.get('restore')).toBe('succeeded')
      expect(await harness.target.status(service, limit())).toMatchObject({
        state: 'running',
        runningInstances: 2,
        digest: first.image.digest,
        deploymentId: first.deploymentId,
      })
      expect(await harness.page(service)).toContain('version one')
      expectApplied(
        await harness.target.apply(harness.workload(service, harness.digests[1]), recordProgress(), limit()),
      )
      expect(await harness.page(service)).toContain('version two')
    })
  },
  { timeout: KUBERNETES_LIMIT_MS },
)

import type { Applied, ContainerSpec } from '@fairlead/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../../test/support/kubernetes.ts'
import {
  KUBERNETES_LIMIT_MS,
  type KubernetesHarness,
  startKubernetesHarness,
} from '../../../test/kubernetes-harness.ts'
import { expectApplied, recordProgress } from '../../contract.ts'

const NEVER_READY: ContainerSpec['healthchecks'] = {
  readiness: {
    type: { kind: 'http', port: 8080, path: '/none', scheme: 'HTTP' },
    initialDelaySeconds: 0,
    periodSeconds: 1,
    timeoutSeconds: 5,
    successThreshold: 1,
    failureThreshold: 3,
  },
  liveness: null,
}

const limit = () => AbortSignal.timeout(KUBERNETES_LIMIT_MS)

describeWithKubernetes(
  'two deployments of one service at once, by two servers',
  (cluster) => {
    let one: KubernetesHarness
    let other: KubernetesHarness
    beforeAll(async () => {
      one = await startKubernetesHarness(cluster)
      other = await startKubernetesHarness(cluster)
    })
    afterAll(async () => {
      await one?.close()
      await other?.close()
    })

    test('the later one stays, and the earlier one is told so and undoes nothing of it', async () => {
      const service = one.service()
      const first = one.workload(service, one.digests[0], { healthchecks: NEVER_READY })
      const second = other.workload(service, other.digests[1])
      const later = Promise.withResolvers<Applied>()
      const progress = recordProgress()
      let hasBegun = false
      const earlier = one.target.apply(
        first,
        {
          ...progress,
          step: (name, state, message) => {
            progress.step(name, state, message)
            if (name !== 'healthy' || hasBegun) return
            hasBegun = true
            later.resolve(other.target.apply(second, recordProgress(), limit()))
          },
        },
        limit(),
      )
      expect(await earlier).toMatchObject({
        ok: false,
        findings: [{ code: 'deploy.interrupted', summary: expect.stringContaining(second.deploymentId) }],
      })
      expectApplied(await later.promise)
      expect(await other.target.status(service, limit())).toMatchObject({
        state: 'running',
        deploymentId: second.deploymentId,
        digest: second.image.digest,
      })
    })
  },
  { timeout: KUBERNETES_LIMIT_MS },
)

import type { Platform } from '@fairlead/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../../test/support/kubernetes.ts'
import {
  KUBERNETES_LIMIT_MS,
  type KubernetesHarness,
  startKubernetesHarness,
} from '../../../test/kubernetes-harness.ts'
import { expectApplied, recordProgress } from '../../contract.ts'
import { platformAffinity } from './affinity.ts'

const limit = () => AbortSignal.timeout(KUBERNETES_LIMIT_MS)

test('an image that names no platform may go to any node', () => {
  expect(platformAffinity({ platforms: [] })).toBeUndefined()
})

describeWithKubernetes(
  'where the pods of an image may go',
  (cluster) => {
    let harness: KubernetesHarness
    let here: Platform
    beforeAll(async () => {
      harness = await startKubernetesHarness(cluster, {}, { timings: { placementMs: 1_000 } })
      const [first] = await harness.target.platforms(limit())
      here = first ?? expect.fail('The cluster has no node.')
    })
    afterAll(() => harness?.close(), KUBERNETES_LIMIT_MS)

    const deploy = (platforms: readonly Platform[]) => {
      const workload = harness.workload(harness.service(), harness.digests[0])
      const image = { ...workload.image, platforms }
      return harness.target.apply({ ...workload, image }, recordProgress(), limit())
    }
    const elsewhere: Platform = { os: 'linux', architecture: 's390x' }

    test('are nodes of its platforms, of which one is enough', async () => {
      expectApplied(await deploy([elsewhere, { os: 'windows', architecture: 'amd64' }, here]))
    })

    test('is no node of another platform, where it would not start', async () => {
      expect(await deploy([elsewhere])).toMatchObject({
        ok: false,
        findings: [{ code: 'deploy.unschedulable', summary: expect.stringContaining('affinity') }],
      })
    })
  },
  { timeout: KUBERNETES_LIMIT_MS },
)

import { expect } from 'vitest'
import { describeWithKubernetes } from '../../../../test/support/kubernetes.ts'
import { KUBERNETES_LIMIT_MS, startKubernetesHarness } from '../../test/kubernetes-harness.ts'
import { deployTargetContract } from '../contract.ts'

describeWithKubernetes('kubernetes', (cluster) => {
  deployTargetContract(
    'kubernetes',
    async () => {
      const harness = await startKubernetesHarness(cluster)
      return {
        target: harness.target,
        workload: (service, version) =>
          harness.workload(service, harness.digests[version - 1] ?? expect.fail()),
        close: harness.close,
      }
    },
    KUBERNETES_LIMIT_MS,
  )
})

import { expect } from 'vitest'
import { describeWithDocker } from '../../../../test/support/docker-engine.ts'
import { startDockerHarness } from '../../test/docker-harness.ts'
import { deployTargetContract } from '../contract.ts'

describeWithDocker('docker', (engine) => {
  deployTargetContract('docker', async () => {
    const harness = await startDockerHarness(engine)
    return {
      target: harness.target,
      workload: (service, version) =>
        harness.workload(service, harness.digests[version - 1] ?? expect.fail()),
      close: harness.close,
    }
  })
})

import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'

export interface TestCluster {
  /** Text of an administrator's kubeconfig. */
  readonly kubeconfig: string
  /** Where it is: "scripts/kube" has the cluster's keys beside it. */
  readonly folder: string
}

const VARIABLE = 'FAIRLEAD_TEST_KUBECONFIG'
const HOW = `Set ${VARIABLE} to a kubeconfig of a cluster for tests whose nodes pull from this machine's loopback address ("scripts/kube up" starts one and prints its path).`

/** The cluster that tests may use, by FAIRLEAD_TEST_KUBECONFIG; undefined where none is given. */
function testCluster(): TestCluster | undefined {
  const path = process.env[VARIABLE] ?? ''
  return path === '' ? undefined : { kubeconfig: readFileSync(path, 'utf8'), folder: dirname(path) }
}

/**
 * Tests that need a real Kubernetes cluster. Without one they are skipped with the reason printed, and in CI, where one
 * must be there, they fail.
 */
export function describeWithKubernetes(
  name: string,
  tests: (cluster: TestCluster) => void,
  options: { readonly timeout?: number } = {},
): void {
  const cluster = testCluster()
  if (cluster) {
    describe(name, options, () => tests(cluster))
  } else if (process.env.CI) {
    test(`${name}: a Kubernetes cluster is there`, () => expect.fail(`CI needs a Kubernetes cluster. ${HOW}`))
  } else {
    console.warn(`Skipped, no Kubernetes cluster: ${name}. ${HOW}`)
    describe.skip(`${name} (no Kubernetes cluster)`, () => test('skipped', () => {}))
  }
}

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startKubernetesWorld } from '../test/support/kubernetes-world.ts'
import { measureApply } from './kubernetes/apply-times.ts'
import { measureManyServices } from './kubernetes/many-services.ts'
import { meterEnv } from './kubernetes/read-meter.ts'

/**
 * The server as it is shipped, in a process of its own, with a real cluster: how long it takes from an accepted deployment
 * until its objects are applied, beside kubectl; and what many services on one cluster cost it and the API server.
 */
export async function benchmarkKubernetes(): Promise<void> {
  const path = process.env.FAIRLEAD_TEST_KUBECONFIG ?? ''
  if (path === '') {
    console.log(
      'kubernetes: left out, there is no cluster. "FAIRLEAD_TEST_KUBECONFIG=$(scripts/kube up) npm run bench -- kubernetes" starts one.',
    )
    return
  }
  const kubeconfig = await readFile(path, 'utf8')
  const [apiServer = ''] = /https:\/\/[^"\s]+/.exec(kubeconfig) ?? []
  await using cleanup = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-bench-'))
  cleanup.defer(() => rm(folder, { recursive: true, force: true }))
  const socketPath = join(folder, 'meter')
  const world = await startKubernetesWorld({ kubeconfig }, { env: meterEnv(socketPath, apiServer) })
  cleanup.defer(() => world.close())
  await world.push('1.0')
  await measureApply(world, path, folder)
  await measureManyServices(world, kubeconfig, socketPath)
}

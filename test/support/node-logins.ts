import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeWithKubernetes, type TestCluster } from './kubernetes.ts'

/** A node whose kubelet asks a program of a test for the logins of some addresses: `scripts/kube` starts one. */
export interface NodeLogins {
  /** A port on loopback that nobody listens on, for whose images the kubelet asks. */
  freePort(): Promise<number>
  /** From now on the kubelet asks this shell script for images at that port; gives back how to undo it. */
  ask(port: number, script: string): Promise<() => Promise<void>>
}

/** Tests that need such a node. On another one they are skipped with the reason printed, and fail in CI. */
export const describeWithNodeLogins = (
  name: string,
  tests: (cluster: TestCluster, node: NodeLogins) => void,
  options: { readonly timeout?: number } = {},
): void =>
  describeWithKubernetes(
    name,
    (cluster) => {
      const folder = join(cluster.folder, 'credential-provider')
      if (existsSync(folder)) return tests(cluster, nodeLogins(folder))
      const reason = "the cluster's node was not started by this scripts/kube, so its kubelet asks nobody"
      if (process.env.CI) return test('a node that asks is there', () => expect.fail(reason))
      console.warn(`Skipped, ${reason}: ${name}.`)
      return test.skip(`skipped: ${reason}`, () => {})
    },
    options,
  )

function nodeLogins(folder: string): NodeLogins {
  const config = readFileSync(join(folder, 'config.yaml'), 'utf8')
  const ports = [...config.matchAll(/"127\.0\.0\.1:(\d+)"/g)].map(([, port]) => Number(port))
  return {
    async freePort() {
      for (const port of ports) if (await isFree(port)) return port
      throw new Error(`All of the ports ${ports.join(', ')} are taken.`)
    },
    async ask(port, script) {
      const place = join(folder, 'hosts', `127.0.0.1:${port}`)
      await mkdir(place, { recursive: true })
      await writeFile(join(place, 'provider'), script, { mode: 0o700 })
      return () => rm(place, { recursive: true, force: true })
    },
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rbacManifest } from '@fairlead/server/rbac'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readKubeconfig } from '../../packages/deploy/src/kubernetes/connection/kubeconfig.ts'
import type { KubeObject } from '../../packages/deploy/src/kubernetes/connection/objects.ts'
import { clusterEye } from '../support/cluster-eye.ts'
import { describeWithKubernetes } from '../support/kubernetes.ts'
import { type KubernetesWorld, startKubernetesWorld, WORLD_LIMIT_MS } from '../support/kubernetes-world.ts'
import { runProgram } from '../support/program.ts'

// A pod has its service account in this folder, and a server finds it nowhere else: so it gets a view of the machine's
// files of its own, in which the test's folder is there.
const AS_IN_A_POD = `
set -e
run=$(readlink -f /var/run)
mount -t tmpfs none "$run"
mkdir -p "$run/secrets/kubernetes.io/serviceaccount"
mount --bind "$0" "$run/secrets/kubernetes.io/serviceaccount"
exec "$@"
`

describeWithKubernetes(
  "a server that logs in as its pod's service account",
  (cluster) => {
    if (process.getuid?.() !== 0) {
      const reason = 'needs root for a view of the files of its own, as the node of the tests does'
      if (process.env.CI) test(reason, () => expect.fail(`In CI it ${reason}.`))
      else test.skip(reason, () => {})
      return
    }
    const access = readKubeconfig(cluster.kubeconfig, { context: null, allowExec: false })
    const { hostname, port } = new URL(access.server)
    const name = `fl-in-cluster-${randomUUID().slice(0, 8)}`
    const eye = clusterEye(cluster.kubeconfig)
    const limit = () => AbortSignal.timeout(30_000)
    let folder: string
    let mounted: string
    let world: KubernetesWorld

    async function kubectl(args: readonly string[], input = ''): Promise<void> {
      const env = { ...process.env, KUBECONFIG: join(folder, 'kubeconfig') }
      const { code, stderr } = await runProgram('kubectl', args, { input, env })
      expect(code, stderr).toBe(0)
    }

    /** The least rights, in a namespace and under names of the test's own. */
    async function grant(): Promise<void> {
      const { manifest } = rbacManifest({ namespace: null, serviceAccountNamespace: name })
      const own = manifest
        .split('---\n')
        .map((each) =>
          each.includes('kind: ClusterRole')
            ? each.replaceAll(/(^ {2}name: |kind: ClusterRole\n {2}name: )fairlead$/gm, `$1${name}`)
            : each,
        )
      await kubectl(['apply', '-f', '-'], own.join('---\n'))
    }

    /** A token as the kubelet asks for them: it ends, and with the object that it is bound to. */
    async function boundToken(bound: string): Promise<string> {
      const secret = await eye.api.apply<KubeObject>(
        { apiVersion: 'v1', kind: 'Secret', metadata: { name: bound, namespace: name } },
        { manager: 'somebody' },
        limit(),
      )
      const { status } = await eye.api.ask<{ status: { token: string } }>(
        {
          method: 'POST',
          path: `/api/v1/namespaces/${name}/serviceaccounts/fairlead/token`,
          body: {
            apiVersion: 'authentication.k8s.io/v1',
            kind: 'TokenRequest',
            spec: {
              expirationSeconds: 3600,
              boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: bound, uid: secret.metadata.uid },
            },
          },
          asked: 'make a token',
        },
        limit(),
      )
      return status.token
    }

    /** Puts the files there as the kubelet does: all of them change at once, by one link. */
    async function mount(token: string): Promise<void> {
      const version = `..${randomUUID()}`
      await mkdir(join(mounted, version))
      await writeFile(join(mounted, version, 'token'), token)
      await writeFile(
        join(mounted, version, 'ca.crt'),
        Buffer.from(access.certificateAuthority ?? '', 'base64'),
      )
      await writeFile(join(mounted, version, 'namespace'), name)
      await symlink(version, join(mounted, '..data.new'))
      await rename(join(mounted, '..data.new'), join(mounted, '..data'))
      for (const file of ['token', 'ca.crt', 'namespace']) {
        await symlink(join('..data', file), join(mounted, file)).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error
        })
      }
    }

    const isTaken = (token: string): Promise<boolean> => {
      const user = { token }
      const text = JSON.stringify({
        clusters: [
          {
            name: 'c',
            cluster: {
              server: access.server,
              'certificate-authority-data': access.certificateAuthority,
            },
          },
        ],
        users: [{ name: 'u', user }],
        contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
        'current-context': 'x',
      })
      const call = { method: 'GET', path: '/version', asked: 'tell its version' } as const
      return clusterEye(text)
        .api.ask(call, limit())
        .then(
          () => true,
          () => false,
        )
    }

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'fairlead-in-cluster-'))
      mounted = join(folder, 'serviceaccount')
      await mkdir(mounted)
      await writeFile(join(folder, 'kubeconfig'), cluster.kubeconfig)
      await grant()
    }, WORLD_LIMIT_MS)
    afterAll(async () => {
      await world?.close()
      await kubectl(['delete', '--wait=false', '--ignore-not-found', `ns/${name}`])
      await kubectl(['delete', '--ignore-not-found', `clusterrole/${name}`, `clusterrolebinding/${name}`])
      await rm(folder, { recursive: true })
    }, WORLD_LIMIT_MS)

    test('has a clean check with the least rights, deploys, and goes on with a renewed token', async () => {
      const first = await boundToken('first')
      await mount(first)
      world = await startKubernetesWorld(cluster, {
        target: { access: 'in-cluster', kubeconfig: null },
        env: { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port },
        within: ['unshare', '--mount', 'sh', '-c', AS_IN_A_POD, mounted],
      })
      await world.push('1.0')
      await world.push('2.0')
      const check = () => world.api.clusters.status(world.organizationId, world.clusterId)
      const { rights, ...status } = await check()
      expect(status).toMatchObject({ is_deployed: true, findings: [] })
      expect(rights.length).toBeGreaterThan(10)
      expect(rights.filter(({ allowed }) => !allowed)).toEqual([])
      const container = await world.create('web', '1.0')
      expect(await world.deploy(container)).toMatchObject({ state: 'succeeded', findings: [] })
      expect(await world.eye.page(container.id)).toBe('1.0')

      await mount(await boundToken('second'))
      await eye.api.remove('Secret', name, 'first', limit())
      await expect.poll(() => isTaken(first), { timeout: 60_000 }).toBe(false)
      expect(await check()).toMatchObject({ is_deployed: true, findings: [] })
      expect(await world.deploy(container, '2.0')).toMatchObject({ state: 'succeeded', findings: [] })
      expect(await world.eye.page(container.id)).toBe('2.0')

      // With nothing newer there, it says what is refused and where it looked.
      await eye.api.remove('Secret', name, 'second', limit())
      await expect
        .poll(async () => (await check()).findings, { timeout: 60_000 })
        .toMatchObject([
          {
            code: 'cluster.login_refused',
            summary: expect.stringContaining("service account's token"),
            remedy: { action: expect.stringContaining('its token is mounted') },
          },
        ])
    })
  },
  { timeout: WORLD_LIMIT_MS },
)

import { createPrivateKey, sign } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Container } from '@fairlead/api/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { KubeObject } from '../../packages/deploy/src/kubernetes/connection/objects.ts'
import { clusterEye } from '../support/cluster-eye.ts'
import { describeWithKubernetes } from '../support/kubernetes.ts'
import { type KubernetesWorld, startKubernetesWorld, WORLD_LIMIT_MS } from '../support/kubernetes-world.ts'
import { runProgram } from '../support/program.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Ended long ago, to the second. */
const END = new Date('2026-01-31T12:00:00Z')
const DAY_S = 86_400

describeWithKubernetes(
  'a login to a cluster that has ended',
  (cluster) => {
    const key = (name: string) => join(cluster.folder, 'pki', name)
    const server = /server: "?([^",}\s]+)/.exec(cluster.kubeconfig)?.[1] ?? ''
    const authority = /certificate-authority-data: "?([^",}\s]+)/.exec(cluster.kubeconfig)?.[1] ?? ''
    /** The cluster of the tests, with another login. */
    const kubeconfigOf = (user: object): string =>
      JSON.stringify({
        clusters: [{ name: 'c', cluster: { server, 'certificate-authority-data': authority } }],
        users: [{ name: 'u', user }],
        contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
        'current-context': 'x',
      })
    const name = `fl-ends-${process.pid}`
    const eye = clusterEye(cluster.kubeconfig)
    const limit = () => AbortSignal.timeout(30_000)
    const put = (object: object) =>
      eye.api.apply<KubeObject>(object as KubeObject, { force: true, manager: 'somebody' }, limit())

    let world: KubernetesWorld
    let container: Container
    let uid: string
    beforeAll(async () => {
      world = await startKubernetesWorld(cluster)
      await world.push('1.0')
      await world.push('2.0')
      await put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
      const account = await put({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'fairlead', namespace: name },
      })
      uid = account.metadata.uid ?? ''
      container = await world.create('web', '1.0')
      expect((await world.deploy(container)).state).toBe('succeeded')
    }, WORLD_LIMIT_MS)
    afterAll(async () => {
      await eye.api.remove('Namespace', undefined, name, limit())
      await world?.close()
    })

    /** A token of the service account as the cluster itself signs them. */
    async function tokenUntil(end: Date): Promise<string> {
      const seconds = Math.floor(end.getTime() / 1000)
      const issuer = 'https://kubernetes.default.svc'
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const claims = {
        iss: issuer,
        aud: [issuer],
        sub: `system:serviceaccount:${name}:fairlead`,
        iat: seconds - DAY_S,
        nbf: seconds - DAY_S,
        exp: seconds,
        'kubernetes.io': { namespace: name, serviceaccount: { name: 'fairlead', uid } },
      }
      const text = `${part({ alg: 'RS256' })}.${part(claims)}`
      const privateKey = createPrivateKey(await readFile(key('service-account.key')))
      return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`
    }

    /** A client certificate of the cluster's own authority, for an administrator. */
    async function certificateUntil(end: Date): Promise<object> {
      const folder = await temporaryFolder()
      const openssl = async (...args: string[]) => {
        const { code, stderr } = await runProgram('openssl', args, { cwd: folder })
        expect(code, stderr).toBe(0)
      }
      const stamp = (date: Date) => date.toISOString().replace(/[-:T]|\.\d+/g, '')
      const settings = [
        '[ca]',
        'default_ca = own',
        '[own]',
        'database = index.txt',
        'serial = serial',
        'new_certs_dir = .',
        'default_md = sha256',
        'policy = any',
        'rand_serial = yes',
        '[any]',
        'organizationName = supplied',
        'commonName = supplied',
      ]
      await writeFile(join(folder, 'ca.conf'), settings.join('\n'))
      await writeFile(join(folder, 'index.txt'), '')
      await openssl(
        ...['req', '-new', '-newkey', 'rsa:2048', '-nodes', '-subj', '/O=system:masters/CN=fairlead-test'],
        ...['-keyout', 'client.key', '-out', 'client.csr'],
      )
      await openssl(
        ...['ca', '-batch', '-notext', '-config', 'ca.conf', '-in', 'client.csr', '-out', 'client.crt'],
        ...['-cert', key('server.crt'), '-keyfile', key('server.key')],
        ...['-startdate', stamp(new Date(end.getTime() - 7 * DAY_S * 1000)), '-enddate', stamp(end)],
      )
      const base64 = async (file: string) => (await readFile(join(folder, file))).toString('base64')
      return {
        'client-certificate-data': await base64('client.crt'),
        'client-key-data': await base64('client.key'),
      }
    }

    const takes = async (user: object): Promise<boolean> => {
      const other = clusterEye(kubeconfigOf(user))
      const call = {
        method: 'POST',
        path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
        body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
        asked: 'say who it is',
      } as const
      return other.api.ask(call, limit()).then(
        () => true,
        () => false,
      )
    }

    const give = (kubeconfig: string, unverified: boolean) =>
      world.api.clusters.edit(
        world.organizationId,
        world.clusterId,
        { name: 'real', target: { kind: 'kubernetes', kubeconfig } },
        { unverified },
      )

    /** The check and a deployment both say what ended, when, and what to do; what runs goes on. */
    async function expectTold(user: object, summary: string): Promise<void> {
      const ended = kubeconfigOf(user)
      await expect(give(ended, false)).rejects.toMatchObject({
        code: 'cluster.check_failed',
        findings: [{ code: 'cluster.login_refused', summary }],
      })
      // As a login that ends after it was saved.
      await give(ended, true)
      const found = {
        code: 'cluster.login_refused',
        severity: 'error',
        summary,
        evidence: [{ answered: expect.stringMatching(/^401 /) }],
        remedy: {
          action: expect.stringContaining('Give the cluster a kubeconfig with a login that is valid'),
        },
      }
      const status = await world.api.clusters.status(world.organizationId, world.clusterId)
      expect(status).toMatchObject({ is_deployed: false, findings: [found] })
      const failed = await world.deploy(container, '2.0')
      expect(failed).toMatchObject({ state: 'failed', findings: [found] })
      expect((await world.api.containers.status(container.id)).state).toBe('DEPLOYMENT_ERROR')
      expect(await world.eye.page(container.id)).toBe('1.0')

      await give(cluster.kubeconfig, false)
      const status2 = await world.api.clusters.status(world.organizationId, world.clusterId)
      expect(status2).toMatchObject({ is_deployed: true, findings: [] })
    }

    test('is told with the end of its token by the check and by a deployment, and a new kubeconfig mends it', async () => {
      expect(await takes({ token: await tokenUntil(new Date(Date.now() + DAY_S * 500)) })).toBe(true)
      await expectTold(
        { token: await tokenUntil(END) },
        `The token of the kubeconfig ended on ${END.toISOString()}.`,
      )
      expect((await world.deploy(container, '1.0')).state).toBe('succeeded')
    })

    test('is told with the end of its client certificate', async (context) => {
      if (!(await takes(await certificateUntil(new Date(Date.now() + DAY_S * 1000))))) {
        const reason = 'This cluster takes no client certificates: start it again with "scripts/kube".'
        if (process.env.CI) expect.fail(reason)
        context.skip(reason)
      }
      await expectTold(
        await certificateUntil(END),
        `The client certificate of the kubeconfig ended on ${END.toISOString()}.`,
      )
    })
  },
  { timeout: WORLD_LIMIT_MS },
)

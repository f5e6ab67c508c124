import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Secret } from '@fairlead/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { describeWithKubernetes } from '../../../../../test/support/kubernetes.ts'
import { KUBERNETES_LIMIT_MS, startKubernetesHarness } from '../../../test/kubernetes-harness.ts'
import { expectApplied, recordProgress } from '../../contract.ts'
import type { KubernetesSettings } from '../settings.ts'
import { createContext } from '../target.ts'
import { checkCluster } from './check.ts'
import { clusterFacts } from './facts.ts'
import { rbacManifest } from './rbac.ts'

const documentsOf = (manifest: string) => parseAllDocuments(manifest).map((each) => each.toJS())
const kindsOf = (manifest: string) => documentsOf(manifest).map(({ kind }) => kind)

describe('the manifest of the least rights', () => {
  test('is of the whole cluster where each environment has a namespace of its own', () => {
    const { manifest } = rbacManifest({ namespace: null })
    expect(kindsOf(manifest)).toEqual([
      'Namespace',
      'ServiceAccount',
      'Secret',
      'ClusterRole',
      'ClusterRoleBinding',
    ])
  })

  test('gives one namespace, and of the cluster only what is to be looked at', () => {
    const { manifest } = rbacManifest({ namespace: 'shop' })
    const documents = documentsOf(manifest)
    const cluster = documents.find(({ kind }) => kind === 'ClusterRole')
    expect(documents.find(({ kind }) => kind === 'Role').metadata.namespace).toBe('shop')
    expect(cluster.rules.flatMap(({ verbs }: { verbs: string[] }) => verbs)).not.toContain('create')
    expect(cluster.rules.flatMap(({ resources }: { resources: string[] }) => resources)).not.toContain(
      'secrets',
    )
  })

  test('grants no right by a wildcard', () => {
    expect(rbacManifest({ namespace: null }).manifest).not.toContain('*')
  })

  test('has commands that leave no login of an administrator behind, also where one of them fails', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fairlead-rbac-'))
    try {
      const fails = '#!/bin/sh\ncase "$*" in *set-context*) exit 7;; esac\necho a-login\n'
      await writeFile(join(folder, 'kubectl'), fails, { mode: 0o755 })
      const { kubeconfig } = rbacManifest({ namespace: null })
      const running = promisify(execFile)('sh', ['-c', kubeconfig], {
        cwd: folder,
        env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
      })
      await expect(running).rejects.toMatchObject({ code: 7 })
      expect(await readdir(folder)).toEqual(['kubectl'])
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  test.each(['Shop', 'a: b', '', 'x'.repeat(64)])('is not made for the namespace "%s"', (namespace) => {
    expect(() => rbacManifest({ namespace })).toThrow(expect.objectContaining({ code: 'request.invalid' }))
  })
})

describeWithKubernetes(
  'the least rights on a real cluster',
  (cluster) => {
    const run = promisify(execFile)
    const settings: KubernetesSettings = {
      kind: 'kubernetes',
      access: 'kubeconfig',
      context: null,
      namespace: `rights-${randomUUID().slice(0, 8)}`,
      podSecurity: 'restricted',
      runAsUser: null,
      publish: { kind: 'load-balancer' },
    }
    const { namespace } = settings
    const own = `rights-${randomUUID().slice(0, 8)}`
    const signal = () => AbortSignal.timeout(30_000)
    let folder: string
    const shell = (script: string) =>
      run('bash', ['-euo', 'pipefail', '-c', script], {
        cwd: folder,
        env: { ...process.env, KUBECONFIG: join(folder, 'test.kubeconfig') },
      })

    /** Applies a manifest as the docs say, and opens the cluster by the kubeconfig that its commands make. */
    async function granted(place: { namespace: string | null }, change = (manifest: string) => manifest) {
      // Roles of the whole cluster have names of their own, so that tests run side by side.
      const named = (text: string) =>
        text.replaceAll(/(^ {2}name: |kind: ClusterRole\n {2}name: )fairlead$/gm, `$1${own}`)
      const { manifest, kubeconfig } = rbacManifest({ ...place, serviceAccountNamespace: own })
      const documents = manifest
        .split('---\n')
        .map((each) => (each.includes('kind: ClusterRole') ? named(each) : each))
      await writeFile(join(folder, 'rights.yaml'), change(documents.join('---\n')))
      await shell('kubectl apply -f rights.yaml')
      const wait = `--for=jsonpath='{.data.token}' secret/fairlead-token`
      await shell(`kubectl -n ${own} wait ${wait}\n${kubeconfig}`)
      const secret = new Secret(await readFile(join(folder, 'fairlead.kubeconfig'), 'utf8'))
      expect(secret.reveal()).not.toContain('client-key-data')
      return secret
    }

    const grant = async (...[place, change]: Parameters<typeof granted>) =>
      createContext({ ...settings, ...place }, await granted(place, change), {})

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'fairlead-rights-'))
      await writeFile(join(folder, 'test.kubeconfig'), cluster.kubeconfig)
    })
    afterAll(async () => {
      await shell(`kubectl delete --wait=false --ignore-not-found ns/${own} ns/${namespace} \
        clusterrole/${own} clusterrolebinding/${own}`)
      await rm(folder, { recursive: true })
    })

    test('of one namespace are all that is asked for there', async () => {
      const context = await grant({ namespace })
      const { version, rights } = await clusterFacts(context, signal())
      expect(version).toMatch(/^Kubernetes v1\.\d+/)
      expect(rights.filter(({ allowed }) => !allowed)).toEqual([])
      expect(await checkCluster(context, signal())).toEqual([])
      await expect(context.api.list('Secret', { namespace: 'kube-system' }, signal())).rejects.toMatchObject({
        code: 'target.failed',
      })
    })

    test('are enough to plan, deploy, look at, stop, restart and remove a service', async () => {
      const kubeconfig = (await granted({ namespace: null })).reveal()
      const harness = await startKubernetesHarness({ kubeconfig })
      const { target } = harness
      const service = harness.service()
      const workload = harness.workload(service, harness.digests[0], {
        variables: [{ name: 'COLOUR', value: 'green' }],
        minInstances: 2,
        maxInstances: 3,
      })
      const long = () => AbortSignal.timeout(KUBERNETES_LIMIT_MS)
      try {
        const plan = await target.preview?.(workload, long())
        expect(plan?.findings).toEqual([])
        expectApplied(await target.apply(workload, recordProgress(), long()))
        expect(await target.preview?.(workload, long())).toMatchObject({ findings: [] })
        expect(await target.status(service, long())).toMatchObject({ state: 'running', drift: [] })
        const lines = await Array.fromAsync(
          target.logs?.(service, { follow: false, tail: 5 }, long()) ?? expect.fail(),
        )
        expect(lines.length).toBeGreaterThan(0)
        await target.stop(service, recordProgress(), long())
        const restarted = await target.restart(workload, recordProgress(), long())
        expectApplied(restarted)
      } finally {
        await harness.close()
      }
      expect(await target.status(service, long())).toMatchObject({ state: 'absent' })
    }, 240_000)

    test('are enough to make the claims of volumes, to look at them, and to remove them', async () => {
      const kubeconfig = (await granted({ namespace: null })).reveal()
      // Of a class that nothing makes volumes of: the pods wait, for the claim and for no right.
      const harness = await startKubernetesHarness(
        { kubeconfig },
        { storageClass: own },
        { timings: { placementMs: 1_500 } },
      )
      const { target, context } = harness
      const service = harness.service()
      const claims = async () => {
        const selection = { labelSelector: `dev.fairlead/service=${service.id}` }
        const { items } = await context.api.list('PersistentVolumeClaim', selection, signal())
        return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined).length
      }
      const volume = { id: randomUUID(), mountPoint: '/data', sizeGib: 1 }
      const workload = harness.workload(service, harness.digests[0], { volumes: [volume] })
      const long = () => AbortSignal.timeout(KUBERNETES_LIMIT_MS)
      try {
        expect(await target.apply(workload, recordProgress(), long())).toMatchObject({
          ok: false,
          findings: [{ code: 'deploy.unschedulable' }],
        })
        expect(await claims()).toBe(1)
        expect(await target.preview?.(workload, long())).toMatchObject({ findings: [] })
      } finally {
        await harness.close()
      }
      expect(await claims()).toBe(0)
    }, 240_000)

    test('of the whole cluster are all that is asked for, and one that is taken away is named', async () => {
      const context = await grant({ namespace: null })
      const { rights } = await clusterFacts(context, signal())
      expect(rights.filter(({ allowed }) => !allowed)).toEqual([])
      expect(await checkCluster(context, signal())).toEqual([])

      const less = await grant({ namespace: null }, (manifest) =>
        manifest.replace(/(resources: \[poddisruptionbudgets\]\n +verbs: )\[.*\]/, '$1[get]'),
      )
      await expect
        .poll(async () => checkCluster(less, signal()), { timeout: 20_000 })
        .toMatchObject([
          {
            code: 'cluster.rights_missing',
            severity: 'error',
            summary: expect.stringContaining('create poddisruptionbudgets.policy'),
          },
        ])
    })
  },
  { timeout: 90_000 },
)

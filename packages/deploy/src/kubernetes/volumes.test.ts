import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ServiceIdentity, Workload } from '@fairlead/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../test/support/kubernetes.ts'
import {
  KUBERNETES_LIMIT_MS,
  type KubernetesHarness,
  startKubernetesHarness,
} from '../../test/kubernetes-harness.ts'
import { expectApplied, recordProgress } from '../contract.ts'
import { KEYS } from '../manifests/keys.ts'
import type { Kind, KubeObject, PodObject } from './connection/objects.ts'
import { placeOf } from './render/place.ts'

const limit = () => AbortSignal.timeout(KUBERNETES_LIMIT_MS)
const run = promisify(execFile)

/** Serves what the volume holds instead of what the image holds. */
const SERVE_DATA = ['--servedir=/data', '--serve=0.0.0.0:8080', '--watch=forever']

interface ClaimObject extends KubeObject {
  readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } }
  readonly status?: { readonly phase?: string }
}

describeWithKubernetes(
  'volumes on Kubernetes',
  (cluster) => {
    const storageClass = `by-hand-${randomUUID().slice(0, 8)}`
    const folders: string[] = []
    let harness: KubernetesHarness
    beforeAll(async () => {
      harness = await startKubernetesHarness(
        cluster,
        { storageClass },
        { timings: { placementMs: 3_000, rolloutMs: 120_000 } },
      )
    })
    afterAll(async () => {
      await harness?.close()
      await kubectl(['delete', 'pv', '-l', `class=${storageClass}`, '--wait=false', '--ignore-not-found'])
      for (const folder of folders) await rm(folder, { recursive: true, force: true })
    }, KUBERNETES_LIMIT_MS)

    const kubectl = (argv: readonly string[]) =>
      run('kubectl', ['--kubeconfig', process.env.FAIRLEAD_TEST_KUBECONFIG ?? '', ...argv])
    const place = (service: ServiceIdentity) => placeOf(service, harness.context.settings)
    const of = async <T extends KubeObject>(kind: Kind, service: ServiceIdentity) => {
      const selection = { labelSelector: `${KEYS.service}=${service.id}` }
      return (await harness.context.api.list<T>(kind, selection, limit())).items
    }
    const claimsOf = (service: ServiceIdentity) => of<ClaimObject>('PersistentVolumeClaim', service)

    /** A folder of the node that one claim of the class can have: this cluster makes none by itself. */
    async function offerVolume(size = '1Gi'): Promise<string> {
      const folder = await mkdtemp(join(tmpdir(), 'fairlead-volume-'))
      folders.push(folder)
      const { items } = await harness.context.api.list('Node', {}, limit())
      const node = items[0]?.metadata.name ?? expect.fail()
      const volume = {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: `by-hand-${randomUUID().slice(0, 8)}`, labels: { class: storageClass } },
        spec: {
          capacity: { storage: size },
          accessModes: ['ReadWriteOnce'],
          persistentVolumeReclaimPolicy: 'Retain',
          storageClassName: storageClass,
          local: { path: folder },
          nodeAffinity: {
            required: {
              nodeSelectorTerms: [
                {
                  matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }],
                },
              ],
            },
          },
        },
      }
      const child = run('kubectl', [
        '--kubeconfig',
        process.env.FAIRLEAD_TEST_KUBECONFIG ?? '',
        'create',
        '-f',
        '-',
      ])
      child.child.stdin?.end(JSON.stringify(volume))
      await child
      return folder
    }

    const workload = (
      service: ServiceIdentity,
      version: 0 | 1,
      spec: Partial<Workload['spec']> = {},
      id = 'a1a1a1a1-0000-4000-8000-000000000001',
    ) =>
      harness.workload(service, harness.digests[version], {
        volumes: [{ id, mountPoint: '/data', sizeGib: 1 }],
        arguments: SERVE_DATA,
        ...spec,
      })
    const deploy = (wanted: Workload, progress = recordProgress()) =>
      harness.target.apply(wanted, progress, limit())

    test('a restricted pod writes to it, and what it wrote outlives the next version, a failed one, a stop and a rename', async () => {
      const folder = await offerVolume()
      const service = harness.service()
      expectApplied(await deploy(workload(service, 0)))
      const [claim] = await claimsOf(service)
      expect(claim).toMatchObject({ spec: { resources: { requests: { storage: '1Gi' } } } })
      expect(claim?.metadata.ownerReferences).toBeUndefined()
      const [pod] = await of('Pod', service)
      const { namespace } = place(service)
      // As the user of the container, who is not root, into a folder that is root's but for its group.
      await kubectl([
        ...['-n', namespace, 'exec', pod?.metadata.name ?? '', '--'],
        ...['/bin/esbuild', '/www/index.html', '--loader:.html=copy', '--outdir=/data'],
      ])
      expect(await harness.page(service)).toContain('version one')
      const written = await readdir(folder)

      const failed = await deploy(workload(service, 1, { arguments: ['--no-such-flag'] }))
      expect(failed.ok).toBe(false)
      await expect.poll(() => harness.page(service), { timeout: 30_000 }).toContain('version one')

      await harness.target.stop(service, recordProgress(), limit())
      const renamed = { ...service, name: `renamed-${service.id.slice(0, 8)}` }
      const progress = recordProgress()
      expectApplied(await deploy(workload(renamed, 1), progress))
      // The image is the second one, and the data that of the first.
      expect(await harness.page(renamed)).toContain('version one')
      expect(await readdir(folder)).toEqual(written)
      expect((await claimsOf(service)).map(({ metadata }) => metadata.uid)).toEqual([claim?.metadata.uid])
    })

    test('the old pod ends before the new one starts, the plan says so, and a version without it keeps the data', async () => {
      await offerVolume()
      const service = harness.service()
      expectApplied(await deploy(workload(service, 0)))
      const { deploymentId: _none, ...wanted } = workload(service, 1)
      const plan = await harness.target.preview?.(wanted, limit())
      expect(plan?.steps.map(({ message }) => message).join()).toContain('End the old version first')
      expect(plan?.findings).toEqual([])
      expect(await of('Deployment', service)).toMatchObject([{ spec: { strategy: { type: 'Recreate' } } }])
      expect((await harness.target.status(service, limit())).drift).toEqual([])

      const without = workload(service, 1, { volumes: [], arguments: [] })
      expectApplied(await deploy(without))
      expect(await claimsOf(service)).toHaveLength(1)
      const after = await harness.target.preview?.(without, limit())
      expect(after?.objects.find(({ name }) => name.startsWith('PersistentVolumeClaim'))).toMatchObject({
        change: 'keep',
        detail: expect.stringContaining('until the service is removed'),
      })
      const progress = recordProgress()
      await harness.target.remove(service, progress, limit())
      await expect.poll(() => claimsOf(service), { timeout: 30_000 }).toEqual([])
    })

    test('a service that is to be recreated never runs twice: the old pod has ended before the new one is made', async () => {
      const service = harness.service()
      const recreated = (version: 0 | 1) =>
        harness.workload(service, harness.digests[version], { updateStrategy: 'Recreate' })
      expectApplied(await deploy(recreated(0)))
      const { api } = harness.context
      const { namespace } = place(service)
      const selection = { namespace, labelSelector: `${KEYS.service}=${service.id}` }
      const { metadata, items } = await api.list('Pod', selection, limit())
      const ended = new AbortController()
      const told = new Set<string>()
      const opened = Promise.withResolvers<void>()
      const telling = (async () => {
        const { resourceVersion } = metadata
        const events = api.watch<PodObject>('Pod', selection, resourceVersion, ended.signal, opened.resolve)
        for await (const { type, object } of events) {
          // What has ended may stay for a moment, as a trace of that.
          const isOver = ['Succeeded', 'Failed'].includes(object.status?.phase ?? '')
          if (object.metadata.uid !== items[0]?.metadata.uid) told.add('the new one is made')
          else if (type === 'DELETED' || isOver) told.add('the old one has ended')
        }
      })().catch(() => {})
      await opened.promise
      expectApplied(await deploy(recreated(1)))
      expect(await harness.page(service)).toContain('version two')
      ended.abort()
      await telling
      expect([...told]).toEqual(['the old one has ended', 'the new one is made'])
    })

    test('a claim that nothing can be bound to is the reason, and a size that its class cannot grow to is refused', async () => {
      const service = harness.service()
      const failed = await deploy(workload(service, 0))
      expect(failed).toMatchObject({
        ok: false,
        findings: [
          {
            code: 'deploy.unschedulable',
            summary: expect.stringMatching(/unbound immediate PersistentVolumeClaims/),
            remedy: { action: expect.stringContaining('--storage-class') },
          },
        ],
      })
      // Whatever a first version that fails leaves, data is not what it takes away.
      expect(await claimsOf(service)).toHaveLength(1)

      await offerVolume()
      const phases = async () => (await claimsOf(service)).map(({ status }) => status?.phase)
      await expect.poll(phases, { timeout: 60_000 }).toEqual(['Bound'])
      expectApplied(await deploy(workload(service, 0)))
      const volumes = [{ id: 'a1a1a1a1-0000-4000-8000-000000000001', mountPoint: '/data', sizeGib: 2 }]
      const refused = [
        {
          code: 'deploy.admission_refused',
          summary: expect.stringContaining('does not let it grow'),
          remedy: { action: expect.stringContaining('allowVolumeExpansion') },
        },
      ]
      const wanted = workload(service, 1, { volumes })
      expect(await harness.target.preview?.(wanted, limit())).toMatchObject({ findings: refused })
      const [pod] = await of('Pod', service)
      expect(await deploy(wanted)).toMatchObject({ ok: false, findings: refused })
      // Before anything was applied: what served has not ended for it.
      expect(await of('Pod', service)).toMatchObject([{ metadata: { uid: pod?.metadata.uid } }])
      expect(await claimsOf(service)).toMatchObject([
        { spec: { resources: { requests: { storage: '1Gi' } } } },
      ])
    })

    test('a read-only root file system lets nobody write beside the volumes', async () => {
      const service = harness.service()
      expectApplied(
        await deploy(
          harness.workload(service, harness.digests[0], { readOnlyRootFilesystem: true, volumes: [] }),
        ),
      )
      const [pod] = await of('Pod', service)
      const writing = kubectl([
        ...['-n', place(service).namespace, 'exec', pod?.metadata.name ?? '', '--'],
        ...['/bin/esbuild', '/www/index.html', '--loader:.html=copy', '--outdir=/made'],
      ])
      await expect(writing).rejects.toThrow(/read-only file system/)
    })
  },
  { timeout: KUBERNETES_LIMIT_MS },
)

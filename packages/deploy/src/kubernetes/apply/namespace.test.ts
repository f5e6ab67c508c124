import { randomUUID } from 'node:crypto'
import { Secret, type ServiceIdentity, type Workload } from '@fairlead/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../../test/support/kubernetes.ts'
import {
  KUBERNETES_LIMIT_MS,
  type KubernetesHarness,
  startKubernetesHarness,
} from '../../../test/kubernetes-harness.ts'
import { expectApplied, newService, recordProgress } from '../../contract.ts'
import { KEYS } from '../../manifests/keys.ts'
import { namespaceOf, pullSecretName } from '../../manifests/names.ts'
import type { KubeApi } from '../connection/kube-api.ts'
import type { KubeObject } from '../connection/objects.ts'
import type { KubernetesContext } from '../settings.ts'
import { claimNamespace } from './claim.ts'
import { deployVersion } from './deploy-version.ts'
import { leaveNamespace } from './namespace.ts'

const limit = () => AbortSignal.timeout(KUBERNETES_LIMIT_MS)

describeWithKubernetes(
  "an environment's namespace",
  (cluster) => {
    let harness: KubernetesHarness
    /** Another server at the same cluster. */
    let other: KubernetesHarness
    beforeAll(async () => {
      harness = await startKubernetesHarness(cluster)
      other = await startKubernetesHarness(cluster, {}, { timings: { placementMs: 1_500 } })
    })
    afterAll(async () => {
      await harness?.close()
      await other?.close()
    }, KUBERNETES_LIMIT_MS)

    const namespace = (name: string) => harness.context.api.get('Namespace', undefined, name, limit())
    const make = (name: string, labels: Record<string, string> = {}) =>
      harness.context.api.apply(
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
        {},
        limit(),
      )
    const ofEnvironment = (service: ServiceIdentity) => ({ [KEYS.environment]: service.environmentId })
    const deploy = (service: ServiceIdentity, version: 0 | 1 = 0, progress = recordProgress()) =>
      harness.target.apply(harness.workload(service, harness.digests[version]), progress, limit())
    const remove = (service: ServiceIdentity, of = harness) =>
      of.target.remove(service, recordProgress(), limit())
    /** The same cluster, where something else happens just before the first question of a kind. */
    const before = (
      change: (api: KubeApi, first: () => Promise<void>) => Partial<KubeApi>,
      happens: () => Promise<unknown>,
    ): KubernetesContext => {
      let hasHappened = false
      const first = async () => {
        if (hasHappened) return
        hasHappened = true
        await happens()
      }
      const { api } = harness.context
      return { ...harness.context, api: { ...api, ...change(api, first) } }
    }
    const neighbourOf = (service: ServiceIdentity) => ({
      ...service,
      id: randomUUID(),
      name: `${service.name}-neighbour`,
    })

    test('stays under a first deployment while another server removes the last other service', async () => {
      const last = harness.service()
      expectApplied(await deploy(last))
      const workload: Workload = harness.workload(neighbourOf(last), harness.digests[1])
      const racing = before(
        (api, first) => ({
          apply: async (object, options, signal) => {
            if (object.kind === 'ServiceAccount') await first()
            return api.apply(object, options, signal)
          },
        }),
        () => remove(last, other),
      )
      expectApplied(await deployVersion(racing, workload, recordProgress(), limit()))
      expect(await harness.page(workload.service)).toContain('version two')
      const live = await namespace(namespaceOf(last))
      expect(JSON.stringify(live?.metadata.annotations ?? {})).not.toContain(KEYS.deploying)
      await remove(workload.service)
      const left = await namespace(namespaceOf(last))
      expect(left === undefined || left.metadata.deletionTimestamp !== undefined).toBe(true)
    })

    test('is not deleted where a deployment begins between the look at it and its removal', async () => {
      const service = newService()
      const name = namespaceOf(service)
      await make(name, ofEnvironment(service))
      const racing = before(
        (api, first) => ({
          ask: async (call, signal) => {
            if (call.method === 'DELETE') await first()
            return api.ask(call, signal)
          },
        }),
        () => claimNamespace(harness.context, neighbourOf(service), name, limit()),
      )
      await leaveNamespace(racing, service, name, limit())
      expect((await namespace(name))?.metadata.deletionTimestamp).toBeUndefined()
      const later = { now: () => new Date(Date.now() + 3_600_000) }
      await leaveNamespace({ ...harness.context, clock: later }, service, name, limit())
      const left = await namespace(name)
      expect(left === undefined || left.metadata.deletionTimestamp !== undefined).toBe(true)
    })

    test('that is still being deleted is waited for, and made anew', async () => {
      const service = harness.service()
      const name = namespaceOf(service)
      await make(name, ofEnvironment(service))
      const held = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'held', namespace: name, finalizers: ['fairlead.test/held'] },
      } as KubeObject
      await harness.context.api.apply(held, { manager: 'somebody' }, limit())
      await harness.context.api.remove('Namespace', undefined, name, limit())
      // What keeps it is told by the cluster a moment later.
      await expect
        .poll(async () => JSON.stringify(await namespace(name)), { timeout: 30_000 })
        .toContain('fairlead.test/held')
      const { deploymentId: _none, ...wanted } = harness.workload(service, harness.digests[0])
      const plan = await harness.target.preview?.(wanted, limit())
      expect(plan).toMatchObject({ findings: [], steps: [{ name: 'namespace' }, {}, {}, {}] })

      const stuck = await other.target.apply(
        { ...wanted, deploymentId: randomUUID() },
        recordProgress(),
        limit(),
      )
      expect(stuck).toMatchObject({
        ok: false,
        findings: [{ code: 'deploy.target_failed', summary: expect.stringContaining('does not end') }],
      })
      expect(JSON.stringify(stuck)).toContain('fairlead.test/held')

      const progress = recordProgress()
      const waiting = harness.target.apply(
        { ...wanted, deploymentId: randomUUID() },
        {
          ...progress,
          step: (step, state, message) => {
            progress.step(step, state, message)
            if (step !== 'namespace' || state !== 'running') return
            const change = { metadata: { finalizers: null } }
            void harness.context.api.patch('ConfigMap', name, 'held', change, limit())
          },
        },
        limit(),
      )
      expectApplied(await waiting)
      expect(progress.steps.get('namespace')).toBe('succeeded')
      expect(await harness.page(service)).toContain('version one')
    })

    test('is kept by an environment that is renamed, with its login, and goes with the last service', async () => {
      const first = harness.service()
      expectApplied(await deploy(first))
      const name = namespaceOf(first)
      const renamed = { ...first, environmentName: 'production', projectName: 'store' }
      expect(namespaceOf(renamed)).not.toBe(name)
      const second = neighbourOf(renamed)
      const { deploymentId: _none, ...wanted } = harness.workload(second, harness.digests[0])
      const plan = await harness.target.preview?.(wanted, limit())
      expect(plan?.objects.find(({ name: each }) => each.startsWith('Namespace'))).toMatchObject({
        name: `Namespace ${name}`,
        change: 'keep',
      })
      expect(expectApplied(await deploy(second)).reference).toBe(`${name}/${second.name}`)
      expect(expectApplied(await deploy(renamed, 1)).reference).toBe(`${name}/${first.name}`)
      expect(await namespace(namespaceOf(renamed))).toBeUndefined()

      const { image, repositoryPrefix = '' } = harness.workload(first, harness.digests[0])
      const credential = { username: 'octo', password: new Secret('rotated') }
      const { registry, registryId } = image
      const login = { service: renamed, registryId, registry, repositoryPrefix, credential }
      expect(await harness.target.keepPullLogin?.(login, limit())).toBe(true)
      expect(await harness.target.keepPullLogin?.(login, limit())).toBe(false)
      const secret = await harness.context.api.get<KubeObject & { data: Record<string, string> }>(
        'Secret',
        name,
        pullSecretName(registryId),
        limit(),
      )
      expect(Buffer.from(secret?.data['.dockerconfigjson'] ?? '', 'base64').toString()).toContain('rotated')

      await remove(renamed)
      await remove(second)
      const left = await namespace(name)
      expect(left === undefined || left.metadata.deletionTimestamp !== undefined).toBe(true)
    })

    test('of somebody else is told by the plan, and left alone', async () => {
      const service = newService()
      const name = namespaceOf(service)
      await make(name)
      const workload = harness.workload(service, harness.digests[0])
      const { deploymentId: _none, ...wanted } = workload
      const taken = [{ code: 'deploy.object_taken', summary: expect.stringContaining(name) }]
      expect((await harness.target.preview?.(wanted, limit()))?.findings).toMatchObject(taken)
      const refused = await harness.target.apply(workload, recordProgress(), limit())
      expect(refused).toMatchObject({ ok: false, findings: taken })
      expect((await namespace(name))?.metadata.labels?.[KEYS.environment]).toBeUndefined()
      await harness.context.api.remove('Namespace', undefined, name, limit())
    })

    test('a Secret of somebody else where the release is to be is noticed before anything is made', async () => {
      const service = harness.service()
      const name = namespaceOf(service)
      await make(name, ofEnvironment(service))
      const theirs = {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: `${service.name}-release`, namespace: name },
      }
      await harness.context.api.apply(theirs, { manager: 'somebody' }, limit())
      const workload = harness.workload(service, harness.digests[0])
      const { deploymentId: _none, ...wanted } = workload
      const taken = [{ code: 'deploy.object_taken', summary: expect.stringContaining('-release') }]
      expect((await harness.target.preview?.(wanted, limit()))?.findings).toMatchObject(taken)
      const refused = await harness.target.apply(workload, recordProgress(), limit())
      expect(refused).toMatchObject({ ok: false, findings: taken })
      const selection = { namespace: name, labelSelector: `${KEYS.service}=${service.id}` }
      expect((await harness.context.api.list('ServiceAccount', selection, limit())).items).toEqual([])
      await harness.context.api.remove('Namespace', undefined, name, limit())
    })
  },
  { timeout: KUBERNETES_LIMIT_MS },
)

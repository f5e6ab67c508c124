import { randomUUID } from 'node:crypto'
import type { ServiceIdentity, ServiceSecurity } from '@fairlead/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../test/support/kubernetes.ts'
import {
  KUBERNETES_LIMIT_MS,
  type KubernetesHarness,
  startKubernetesHarness,
} from '../../test/kubernetes-harness.ts'
import { sampleWorkload } from '../../test/sample-workload.ts'
import { expectApplied, newService, recordProgress } from '../contract.ts'
import { KEYS } from '../manifests/keys.ts'
import type { Kind, KubeObject } from './connection/objects.ts'
import { placeOf } from './render/place.ts'
import { securityFindings } from './security-findings.ts'
import type { KubernetesContext } from './settings.ts'

const limit = () => AbortSignal.timeout(KUBERNETES_LIMIT_MS)

test('no service runs as the account that Fairlead itself logs in as', async () => {
  const userInfo = { username: 'system:serviceaccount:apps:fairlead' }
  const context = {
    settings: { podSecurity: 'restricted' },
    api: { ask: async () => ({ status: { userInfo } }), get: async () => ({}) },
  } as unknown as KubernetesContext
  const wanted = sampleWorkload(newService(), { spec: { security: { serviceAccountName: 'fairlead' } } })
  const codes = async (namespace: string) =>
    (await securityFindings(context, wanted, { namespace, name: 'shop' }, limit())).map(({ code }) => code)
  expect(await codes('apps')).toEqual(['deploy.admission_refused'])
  expect(await codes('elsewhere')).toEqual([])
})

describeWithKubernetes(
  'what a service asks its processes to be',
  (cluster) => {
    const namespace = `security-${randomUUID().slice(0, 8)}`
    const administrator = { manager: 'administrator' }
    let harness: KubernetesHarness
    beforeAll(async () => {
      harness = await startKubernetesHarness(cluster, { namespace })
      const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' }
      await make({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } })
    })
    afterAll(async () => {
      await harness?.close()
      await harness?.context.api.remove('Namespace', undefined, namespace, limit())
    }, KUBERNETES_LIMIT_MS)

    const make = (object: KubeObject) => harness.context.api.apply(object, administrator, limit())
    const workload = (service: ServiceIdentity, security: ServiceSecurity) =>
      harness.workload(service, harness.digests[0], { security })
    const names = async (kind: Kind, { id }: ServiceIdentity) => {
      const selection = { namespace, labelSelector: `${KEYS.service}=${id}` }
      const { items } = await harness.context.api.list(kind, selection, limit())
      return items.map(({ metadata }) => metadata.name)
    }

    test('is what its pods are, at the level restricted, and its own account is there only while it is used', async () => {
      const account = { name: 'reader', namespace }
      await make({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: account })
      const service = harness.service()
      const plain = workload(service, {})
      expectApplied(await harness.target.apply(plain, recordProgress(), limit()))
      const { name } = placeOf(service, harness.context.settings)
      expect(await names('ServiceAccount', service)).toEqual([name])

      const wanted = workload(service, {
        serviceAccountName: 'reader',
        mountsAccountToken: true,
        runAsUser: 1001,
        runAsGroup: 2002,
        addedCapabilities: ['NET_BIND_SERVICE'],
      })
      expect(await harness.target.preview?.(wanted, limit())).toMatchObject({ findings: [] })
      expectApplied(await harness.target.apply(wanted, recordProgress(), limit()))
      expect(await names('ServiceAccount', service)).toEqual([])
      expect(await harness.target.status(service, limit())).toMatchObject({ state: 'running', drift: [] })
      const [pod = ''] = await names('Pod', service)
      expect(await harness.context.api.get('Pod', namespace, pod, limit())).toMatchObject({
        spec: {
          serviceAccountName: 'reader',
          securityContext: { runAsUser: 1001, runAsGroup: 2002, runAsNonRoot: true },
          containers: [
            {
              volumeMounts: [{ mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }],
              securityContext: { capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } },
            },
          ],
        },
      })

      // Somebody else's account outlives the service.
      expectApplied(await harness.target.apply(plain, recordProgress(), limit()))
      expect(await names('ServiceAccount', service)).toEqual([name])
      expect(await harness.context.api.get('ServiceAccount', namespace, 'reader', limit())).toBeDefined()
    })

    test.each<[string, ServiceSecurity, string]>([
      ['a capability', { addedCapabilities: ['CHOWN', 'NET_BIND_SERVICE'] }, 'security.add_capabilities'],
      ['root', { runAsUser: 0 }, 'security.run_as_user'],
      ['an account that is not there', { serviceAccountName: 'nobody' }, 'service account nobody'],
    ])(
      '%s that is not to be had is told by the plan, and nothing is applied',
      async (_what, security, word) => {
        const service = harness.service()
        const wanted = workload(service, security)
        const findings = [
          {
            code: 'deploy.admission_refused',
            severity: 'error',
            summary: expect.stringContaining(word),
            remedy: { action: expect.stringMatching(/security\./) },
          },
        ]
        expect(await harness.target.preview?.(wanted, limit())).toMatchObject({ findings, objects: [] })
        const progress = recordProgress()
        expect(await harness.target.apply(wanted, progress, limit())).toMatchObject({ ok: false, findings })
        expect(await names('ConfigMap', service)).toEqual([])
        expect(await names('Deployment', service)).toEqual([])
      },
    )
  },
  { timeout: KUBERNETES_LIMIT_MS },
)

import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../../test/support/kubernetes.ts'
import { type RolloutHarness, startRolloutHarness } from '../../../test/rollout-harness.ts'
import { newService } from '../../contract.ts'
import { createKubeApi, type KubeApi } from '../connection/kube-api.ts'
import { readKubeconfig } from '../connection/kubeconfig.ts'

const VERBS = ['get', 'list', 'watch']

describeWithKubernetes(
  'a rollout that is watched with few rights',
  (cluster) => {
    let harness: RolloutHarness
    let namespace: string
    beforeAll(async () => {
      harness = await startRolloutHarness(cluster.kubeconfig)
      namespace = await harness.namespace()
    })
    afterAll(() => harness?.close())

    /** The API as an account that may read these resources of the namespace. */
    async function as(account: string, rules: readonly object[]): Promise<KubeApi> {
      const metadata = { name: account, namespace }
      const group = 'rbac.authorization.k8s.io'
      const ask = <T>(path: string, body: object) =>
        harness.api.ask<T>(
          { method: 'POST', path, body, asked: 'make an account' },
          AbortSignal.timeout(20_000),
        )
      await ask(`/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata })
      await ask(`/apis/${group}/v1/namespaces/${namespace}/roles`, { metadata, rules })
      await ask(`/apis/${group}/v1/namespaces/${namespace}/rolebindings`, {
        metadata,
        roleRef: { apiGroup: group, kind: 'Role', name: account },
        subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
      })
      const { status } = await ask<{ status: { token: string } }>(
        `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`,
        { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
      )
      const access = readKubeconfig(cluster.kubeconfig, { context: null, allowExec: false })
      return createKubeApi({ ...access, login: { kind: 'token', token: status.token } })
    }

    test('is seen to its end without events, and refused where the pods may not be read', async () => {
      const deployments = { apiGroups: ['apps'], resources: ['deployments', 'replicasets'], verbs: VERBS }
      const pods = { apiGroups: [''], resources: ['pods'], verbs: VERBS }
      const wanted = await harness.apply(namespace, newService())
      const watching = harness.watch(wanted, { api: await as('without-events', [deployments, pods]) })
      expect(await watching.findings).toEqual([])
      expect(watching.progress.told.join('\n')).not.toContain('Scheduled')

      const refused = harness.watch(wanted, { api: await as('without-pods', [deployments]) })
      await expect(refused.findings).rejects.toMatchObject({ code: 'target.failed' })
      expect(refused.progress.steps.get('start')).toBe('failed')
    })
  },
  { timeout: 120_000 },
)

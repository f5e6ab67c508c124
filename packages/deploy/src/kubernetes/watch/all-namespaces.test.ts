import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { describeWithKubernetes } from '../../../../../test/support/kubernetes.ts'
import { createKubeApi, type KubeApi } from '../connection/kube-api.ts'
import { readKubeconfig } from '../connection/kubeconfig.ts'
import type { KubeObject } from '../connection/objects.ts'
import { viewResources } from './resource-view.ts'

const limit = () => AbortSignal.timeout(30_000)
const KEY = 'fairlead.test/view'

describeWithKubernetes('one view of a real cluster', (cluster) => {
  const id = randomUUID()
  const names = [0, 1].map((index) => `fl-view-${index}-${id.slice(0, 8)}`)
  let api: KubeApi
  const put = (object: object) => api.apply<KubeObject>(object as KubeObject, {}, limit())
  const putMap = (namespace: string, name: string, view: string, text = '') =>
    put({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace, name, labels: { [KEY]: view } },
      data: { text },
    })
  beforeAll(async () => {
    api = createKubeApi(readKubeconfig(cluster.kubeconfig, { context: null, allowExec: false }))
    for (const name of names) await put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  })
  afterAll(() => Promise.all(names.map((name) => api.remove('Namespace', undefined, name, limit()))))

  test('has the objects of a label in all namespaces, as they come, change and go', async () => {
    const [first = '', second = ''] = names
    await putMap(first, 'before', id)
    const stop = new AbortController()
    const { objects, ended } = viewResources<KubeObject & { data?: { text: string } }>(
      api,
      'ConfigMap',
      { labelSelector: `${KEY}=${id}` },
      stop.signal,
    )
    const seen = () => [...objects].map(([key, { data }]) => `${key} ${data?.text}`).sort()
    const becomes = (expected: readonly string[]) =>
      vi.waitFor(() => expect(seen()).toEqual(expected), { timeout: 20_000 })
    await becomes([`${first}/before `])
    await putMap(second, 'after', id)
    await putMap(second, 'foreign', randomUUID())
    await putMap(first, 'before', id, 'changed')
    await becomes([`${first}/before changed`, `${second}/after `])
    // What loses the label is gone for the view, as what is deleted is.
    await putMap(second, 'after', randomUUID())
    await api.remove('ConfigMap', first, 'before', limit())
    await becomes([])
    stop.abort()
    await ended
  })
})

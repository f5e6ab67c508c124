import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../test/support/kubernetes.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const TOKEN = 'token-that-nothing-shows'
const NOWHERE = JSON.stringify({
  clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:1' } }],
  users: [{ name: 'u', user: { token: TOKEN } }],
  contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
  'current-context': 'x',
})

let started: TestServer
beforeAll(async () => {
  started = await startTestServer()
}, 120_000)
afterAll(() => started?.close())

const add = (...argv: string[]) => ['cluster', 'add', ...argv, '--kubernetes', '--kubeconfig', '-']

describe('a Kubernetes cluster', () => {
  test('that cannot be reached is refused with its finding, and exit code 1', async () => {
    const { code, out, err } = await started.fairlead(add('nowhere'), { stdin: NOWHERE })
    expect(code).toBe(1)
    expect(out + err).toContain('deploy.target_unreachable')
    expect(out + err).not.toContain(TOKEN)
  })

  test('is saved all the same, checked with exit code 1, and changed', async () => {
    const saved = await started.fairlead(add('later', '--unverified'), { stdin: NOWHERE })
    expect(saved).toMatchObject({ code: 0, out: expect.stringContaining('Saved without a check as later') })
    const check = await started.fairlead(['cluster', 'check', 'later'])
    expect(check.code).toBe(1)
    expect(check.out).toContain('later cannot be deployed to')
    const edit = ['cluster', 'edit', 'later', '--publish', 'ingress:apps.example.com', '--unverified']
    const { out } = await started.fairlead([...edit, '-o', 'json'])
    expect(JSON.parse(out).cluster.target.publish).toEqual({
      kind: 'ingress',
      class_name: null,
      domain: 'apps.example.com',
      tls_secret: null,
    })
    expect((await started.fairlead(['cluster', 'list'])).out).toMatch(/later +kubernetes +no/)
  })

  test.each([
    [['--publish', 'tunnel'], 'there is no way "tunnel"'],
    [['--pod-security', 'privileged'], 'there is no level "privileged"'],
    [['--tls-secret', 'x'], 'are for --publish ingress:DOMAIN'],
    [['--in-cluster'], 'Give either --kubeconfig FILE or --in-cluster'],
  ])('is not added with %j', async (options, words) => {
    const { code, err } = await started.fairlead(add('wrong', ...options), { stdin: NOWHERE })
    expect(code).toBe(2)
    expect(err).toContain(words)
  })
})

test('the least rights are printed as a manifest that says how to make a kubeconfig', async () => {
  const { code, out } = await started.fairlead(['cluster', 'rbac', '--namespace', 'shop'])
  expect(code).toBe(0)
  expect(out).toContain('#     kubectl config set-context --current --user=fairlead')
  expect(out).toContain('kind: RoleBinding')
  expect((await started.fairlead(['cluster', 'rbac', '--namespace', 'A b'])).code).toBe(2)
})

describeWithKubernetes('a Kubernetes cluster that answers', ({ kubeconfig }) => {
  test('is checked and saved, and its check lists version, platforms and each right', async () => {
    const saved = await started.fairlead(add('real'), { stdin: kubeconfig })
    expect(saved).toMatchObject({ code: 0, out: expect.stringContaining('Checked and saved as real') })
    const { code, out } = await started.fairlead(['cluster', 'check', 'real'])
    expect(code).toBe(0)
    expect(out).toMatch(/version +Kubernetes v1\./)
    expect(out).toMatch(/rights +(\d+) of \1\n/)
    expect(out).toContain('✓ create deployments.apps  to run services and follow their rollouts')
  }, 60_000)
})

import { createApiClient } from '@fairlead/api/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../test/support/kubernetes.ts'
import { startTestServer, type TestServer } from './support/start-test-server.ts'

const TOKEN = 'token-that-nothing-shows'
// Nothing listens there: https://www.iana.org/assignments/service-names-port-numbers (tcpmux)
const NOWHERE = JSON.stringify({
  clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:1' } }],
  users: [{ name: 'u', user: { token: TOKEN } }],
  contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
  'current-context': 'x',
})

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, 120_000)
afterAll(() => server?.close())

const org = () => server.made.organization.id
const names = async () => (await server.client.clusters.list(org())).map(({ name }) => name)
const audit = async () =>
  (await server.client.audit(org())).map(({ action, targetName }) => [action, targetName])
const add = (name: string, target: object, unverified = false) =>
  server.client.clusters.create(
    org(),
    { name, target: { kind: 'kubernetes', ...target } as { kind: 'kubernetes' } },
    { unverified },
  )

describe('a Kubernetes cluster', () => {
  test('that cannot be reached is refused with its findings, and nothing is saved', async () => {
    const refusal = add('nowhere', { kubeconfig: NOWHERE })
    await expect(refusal).rejects.toMatchObject({
      code: 'cluster.check_failed',
      status: 422,
      findings: [{ code: 'deploy.target_unreachable', remedy: { action: expect.any(String) } }],
    })
    expect(await names()).not.toContain('nowhere')
    const error = await refusal.catch((reason: unknown) => reason)
    expect(JSON.stringify(error)).not.toContain(TOKEN)
  })

  test('is saved all the same where that is asked for, and no answer holds its kubeconfig', async () => {
    const saved = await add('later', { kubeconfig: NOWHERE }, true)
    const status = await server.client.clusters.status(org(), saved.id)
    expect(status).toMatchObject({ is_deployed: false, version: null, rights: [], platforms: [] })
    expect(
      JSON.stringify([saved, status, await server.client.clusters.list(org()), await audit()]),
    ).not.toMatch(/token-that|127\.0\.0\.1:1[^0-9].*users/)
    expect(saved.target).toEqual({
      kind: 'kubernetes',
      access: 'kubeconfig',
      context: null,
      namespace: null,
      pod_security: 'restricted',
      run_as_user: null,
      storage_class: null,
      publish: { kind: 'load-balancer' },
    })
  })

  test.each([
    ['none', {}, 'target.kubeconfig'],
    ['a text', { kubeconfig: TOKEN }, 'target.kubeconfig'],
    ['another context', { kubeconfig: NOWHERE, context: 'y' }, 'target.context'],
    [
      'a credential plugin',
      { kubeconfig: NOWHERE.replace(`"token":"${TOKEN}"`, '"exec":{"command":"x"}') },
      'target.kubeconfig',
    ],
    ['one beside in-cluster access', { kubeconfig: NOWHERE, access: 'in-cluster' }, 'target.kubeconfig'],
  ])(
    'with a kubeconfig that cannot be used (%s) is refused at its field, asked or not',
    async (_, target, field) => {
      for (const unverified of [false, true]) {
        await expect(add('unusable', target, unverified)).rejects.toMatchObject({
          code: 'request.invalid',
          issues: [{ field }],
        })
      }
    },
  )

  test('is changed but for its kind, and its namespace where environments run', async () => {
    const { client, made } = server
    const { id } = await add('changing', { kubeconfig: NOWHERE }, true)
    const edit = (target: object, unverified = true) =>
      client.clusters.edit(
        org(),
        id,
        { name: 'changed', target: { kind: 'kubernetes', ...target } },
        { unverified },
      )
    expect((await edit({ namespace: 'shop', publish: { kind: 'node-port' } })).target).toMatchObject({
      access: 'kubeconfig',
      namespace: 'shop',
      publish: { kind: 'node-port' },
    })
    await client.environments.create(made.project.id, { name: 'on-changed', cluster: id })
    await expect(edit({ namespace: 'other' })).rejects.toMatchObject({
      code: 'request.invalid',
      issues: [{ field: 'target.namespace' }],
    })
    expect(
      (await edit({ namespace: 'shop', pod_security: 'baseline', run_as_user: 1000 })).target,
    ).toMatchObject({
      pod_security: 'baseline',
      run_as_user: 1000,
      publish: { kind: 'node-port' },
    })
    await expect(edit({ pod_security: 'restricted' }, false)).rejects.toMatchObject({
      code: 'cluster.check_failed',
    })
    const git = made.cluster.id
    await expect(
      client.clusters.edit(org(), git, { name: 'git', target: { kind: 'kubernetes', namespace: 'x' } }),
    ).rejects.toMatchObject({ code: 'request.invalid', issues: [{ field: 'target.kind' }] })
  })

  test('is renamed by a token of the organization, which may not change how it is reached', async () => {
    const { id } = await add('kept', { kubeconfig: NOWHERE }, true)
    const { token } = await server.client.tokens.create(org(), { name: 'own', role: 'admin' })
    const own = createApiClient({ baseUrl: server.url, token })
    expect((await own.clusters.edit(org(), id, { name: 'renamed' })).name).toBe('renamed')
    await expect(
      own.clusters.edit(org(), id, { name: 'renamed', target: { kind: 'kubernetes', kubeconfig: NOWHERE } }),
    ).rejects.toMatchObject({ code: 'permission.denied' })
  })

  test('needs the rights of a manifest that the server gives, for one namespace or all', async () => {
    const { manifest, kubeconfig } = await server.client.clusters.kubernetesRbac({ namespace: 'shop' })
    expect(manifest).toContain('kind: RoleBinding\nmetadata:\n  name: fairlead\n  namespace: shop\n')
    expect(kubeconfig).toContain('kubectl config set-credentials fairlead')
    const whole = await server.client.clusters.kubernetesRbac()
    expect(whole.manifest).not.toContain('kind: RoleBinding')
    await expect(server.client.clusters.kubernetesRbac({ namespace: 'a b' })).rejects.toMatchObject({
      code: 'request.invalid',
    })
  })
})

describeWithKubernetes(
  'a Kubernetes cluster that answers',
  ({ kubeconfig }) => {
    test('is proved and saved, and tells its version, its platforms and each right', async () => {
      const { id } = await add('real', { kubeconfig })
      const status = await server.client.clusters.status(org(), id)
      expect(status).toMatchObject({ is_deployed: true, findings: [] })
      expect(status.version).toMatch(/^Kubernetes v1\.\d+\.\d+/)
      expect(status.platforms).toContain(`linux/${process.arch === 'x64' ? 'amd64' : process.arch}`)
      expect(status.rights).toContainEqual({
        action: 'create deployments.apps',
        allowed: true,
        reason: 'to run services and follow their rollouts',
      })
      const [, key] = /token: ([^,}\s]+)/.exec(kubeconfig) ?? []
      expect(key).toBeDefined()
      expect(JSON.stringify([await server.client.clusters.list(org()), status])).not.toContain(key)
    })

    test('is given a new kubeconfig, that is proved before it takes the place of the old one', async () => {
      const { client } = server
      const { id } = await add('rotated', { kubeconfig })
      const give = (text: string) =>
        client.clusters.edit(org(), id, {
          name: 'rotated',
          target: { kind: 'kubernetes', kubeconfig: text },
        })
      const refused = kubeconfig.replace(/token: [^,}\s]+/, `token: ${TOKEN}`)
      await expect(give(refused)).rejects.toMatchObject({
        code: 'cluster.check_failed',
        findings: [{ code: 'cluster.login_refused' }],
      })
      expect((await client.clusters.status(org(), id)).is_deployed).toBe(true)
      await give(kubeconfig)
      expect(await audit()).toContainEqual(['ROTATE', 'rotated'])
      expect((await client.clusters.status(org(), id)).is_deployed).toBe(true)
    })

    test('without the namespace that is named is refused', async () => {
      await expect(add('no namespace', { kubeconfig, namespace: 'there-is-none' })).rejects.toMatchObject({
        code: 'cluster.check_failed',
        findings: [{ code: 'cluster.namespace_missing' }],
      })
    })
  },
  { timeout: 60_000 },
)

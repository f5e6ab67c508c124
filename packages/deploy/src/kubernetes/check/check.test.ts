import { Secret } from '@fairlead/core'
import { afterEach, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { type FakeApiServer, startFakeApiServer } from '../../../test/fake-api-server.ts'
import { SELF_SIGNED } from '../../../test/self-signed.ts'
import type { KubernetesSettings } from '../settings.ts'
import { createContext } from '../target.ts'
import { checkCluster } from './check.ts'
import { clusterFacts } from './facts.ts'
import { nodePlatforms } from './nodes.ts'

const SETTINGS: KubernetesSettings = {
  kind: 'kubernetes',
  access: 'kubeconfig',
  context: null,
  namespace: null,
  podSecurity: 'restricted',
  runAsUser: null,
  publish: { kind: 'load-balancer' },
}
const TOKEN = 'token-of-the-test'
const NOW = new Date('2026-03-01T00:00:00.000Z')

const node = (name: string, ready: string, { arch = 'amd64', unschedulable = false } = {}) => ({
  metadata: { name, labels: { 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': arch } },
  spec: { unschedulable },
  status: { conditions: [{ type: 'Ready', status: ready, message: 'container runtime is down' }] },
})
const READY = [node('one', 'True')]

interface World {
  version?: string
  nodes?: readonly object[]
  denied?: (attributes: Record<string, string>) => boolean
  objects?: Record<string, object>
  now?: Date
  refuseAll?: { status: number; body: unknown }
}

let server: FakeApiServer | undefined
afterEach(() => server?.close())

async function open(
  world: World,
  settings: Partial<KubernetesSettings> = {},
  user: object = { token: TOKEN },
) {
  server = await startFakeApiServer((path, body) => {
    if (world.refuseAll) return world.refuseAll
    if (path === '/version') return { body: { gitVersion: world.version ?? 'v1.37.2' } }
    if (path.endsWith('/selfsubjectreviews')) return { body: {} }
    if (path.endsWith('/selfsubjectaccessreviews')) {
      const { spec } = body as { spec: { resourceAttributes: Record<string, string> } }
      const denied = world.denied?.(spec.resourceAttributes) ?? false
      return { status: 201, body: { status: { allowed: !denied } } }
    }
    if (path === '/api/v1/nodes') return { body: { metadata: {}, items: world.nodes ?? READY } }
    const found = world.objects?.[path]
    return found && { body: found }
  })
  const kubeconfig = stringify({
    clusters: [{ name: 'c', cluster: { server: server.url } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  })
  return createContext({ ...SETTINGS, ...settings }, new Secret(kubeconfig), {
    clock: { now: () => world.now ?? NOW },
  })
}

const check = async (...world: Parameters<typeof open>) => checkCluster(await open(...world), signal())
const signal = () => AbortSignal.timeout(30_000)

describe('the check of a Kubernetes cluster', () => {
  test('finds nothing where all is well', async () => {
    expect(await check({})).toEqual([])
  })

  test('warns of a version older than 1.29', async () => {
    expect(await check({ version: 'v1.28.15+k3s1' })).toMatchObject([
      { code: 'deploy.not_supported', severity: 'warning', summary: expect.stringContaining('v1.28.15') },
    ])
    expect(await check({ version: 'v1.29.0' })).toEqual([])
  })

  test('names all rights that are missing in one finding, with each as evidence', async () => {
    const denied = ({ resource, verb }: Record<string, string>) =>
      resource === 'secrets' && verb !== 'get' && verb !== 'watch'
    const [found, ...rest] = await check({ denied })
    expect(rest).toEqual([])
    expect(found).toMatchObject({ code: 'cluster.rights_missing', severity: 'error' })
    expect(found?.summary).toContain('list secrets, create secrets, patch secrets, delete secrets')
    expect(found?.evidence.length).toBe(4)
    expect(found?.remedy?.action).toContain('fairlead cluster rbac')
  })

  test('asks for rights in the given namespace, and names it', async () => {
    const asked = new Set<string | undefined>()
    const findings = await check(
      {
        denied: ({ resource, namespace, subresource }) => {
          if (resource !== 'nodes') asked.add(namespace)
          return subresource === 'log'
        },
        objects: { '/api/v1/namespaces/shop': { metadata: { name: 'shop' } } },
      },
      { namespace: 'shop' },
    )
    expect([...asked]).toEqual(['shop'])
    expect(findings).toMatchObject([{ summary: expect.stringContaining('get pods/log in shop.') }])
    expect(findings[0]?.remedy?.action).toContain('--namespace shop')
  })

  test('only warns of rights that it can do without', async () => {
    const findings = await check({ denied: ({ resource }) => resource === 'nodes' })
    expect(findings).toMatchObject([{ code: 'cluster.rights_missing', severity: 'warning' }])
    expect(findings[0]?.summary).toContain('see which platforms images must offer')
  })

  test.each([
    [[], 'The cluster has no node'],
    [[node('one', 'Unknown')], 'No node of the cluster takes pods'],
    [[node('one', 'True', { unschedulable: true })], 'No node of the cluster takes pods'],
  ])('finds that no node takes pods: %j', async (nodes, words) => {
    const [found] = await check({ nodes })
    expect(found).toMatchObject({ code: 'cluster.no_ready_node', severity: 'error' })
    expect(found?.summary).toContain(words)
  })

  test('warns of nodes that are not ready beside others that are, not of cordoned ones', async () => {
    const nodes = [...READY, node('two', 'False'), node('three', 'True', { unschedulable: true })]
    expect(await check({ nodes })).toMatchObject([
      {
        code: 'cluster.no_ready_node',
        severity: 'warning',
        evidence: [{ asked: 'node two', answered: 'not ready: container runtime is down' }],
      },
    ])
  })

  test('finds a given namespace that is absent, or being deleted', async () => {
    expect(await check({}, { namespace: 'shop' })).toMatchObject([
      { code: 'cluster.namespace_missing', summary: 'The cluster has no namespace shop.' },
    ])
    const shop = { metadata: { name: 'shop', deletionTimestamp: '2026-02-28T00:00:00Z' } }
    expect(
      await check({ objects: { '/api/v1/namespaces/shop': shop } }, { namespace: 'shop' }),
    ).toMatchObject([{ code: 'cluster.namespace_missing', summary: expect.stringContaining('deleted') }])
  })

  const classes = (annotations: object) => ({
    '/apis/networking.k8s.io/v1/ingressclasses': {
      metadata: {},
      items: [{ metadata: { name: 'nginx', annotations } }],
    },
  })
  const ingress = (className: string | null): Partial<KubernetesSettings> => ({
    publish: { kind: 'ingress', className, domain: 'apps.example.com', tlsSecret: null },
  })

  test('finds an Ingress class that is not there, named or the default', async () => {
    expect(await check({ objects: classes({}) }, ingress('nginx'))).toEqual([])
    expect(await check({ objects: classes({}) }, ingress('traefik'))).toMatchObject([
      { code: 'cluster.route_missing', evidence: [{ answered: 'nginx' }] },
    ])
    expect(await check({ objects: classes({}) }, ingress(null))).toMatchObject([
      { code: 'cluster.route_missing', summary: expect.stringContaining('default Ingress class') },
    ])
    const isDefault = { 'ingressclass.kubernetes.io/is-default-class': 'true' }
    expect(await check({ objects: classes(isDefault) }, ingress(null))).toEqual([])
  })

  describe('of the certificate of its Ingresses', () => {
    const publish = {
      kind: 'ingress',
      className: 'nginx',
      domain: 'apps.example.com',
      tlsSecret: 'wild',
    } as const
    const listed = (...namespaces: readonly string[]) => ({
      metadata: {},
      items:
        namespaces.length === 0
          ? null
          : namespaces.map((namespace) => ({ metadata: { name: 'any', namespace } })),
    })
    const secrets = (path: string, used: readonly string[], having: readonly string[]) => ({
      ...classes({}),
      '/api/v1/namespaces/shop': { metadata: { name: 'shop' } },
      '/apis/apps/v1/deployments': listed(...used),
      [path]: listed(...having),
    })
    const given = (having: readonly string[]) =>
      check(
        { objects: secrets('/api/v1/namespaces/shop/secrets', [], having) },
        { publish, namespace: 'shop' },
      )
    const own = (used: readonly string[], having: readonly string[]) =>
      check({ objects: secrets('/api/v1/secrets', used, having) }, { publish })

    test('warns where the given namespace does not have it', async () => {
      expect(await given(['shop'])).toEqual([])
      expect(await given([])).toMatchObject([
        {
          code: 'cluster.route_missing',
          severity: 'warning',
          summary: expect.stringContaining('the Secret wild, which is not in shop.'),
        },
      ])
    })

    test('names the environments that lack it, and says before the first what each will need', async () => {
      expect(await own(['shop-a', 'shop-b'], ['shop-a', 'shop-b', 'kube-system'])).toEqual([])
      expect(await own([], ['certificates'])).toEqual([])
      expect(await own(['shop-a', 'shop-b'], ['shop-a'])).toMatchObject([
        { summary: expect.stringContaining('not in shop-b.'), evidence: [{ answered: 'in shop-a' }] },
      ])
      expect(await own([], [])).toMatchObject([
        {
          summary: expect.stringContaining('not in any namespace.'),
          remedy: { action: expect.stringContaining('the namespace of every environment') },
        },
      ])
    })
  })

  test('finds a Gateway that is not there', async () => {
    const publish = { kind: 'gateway', namespace: 'edge', name: 'main', domain: 'apps.example.com' } as const
    expect(await check({}, { publish })).toMatchObject([
      { code: 'cluster.route_missing', summary: expect.stringContaining('Gateway main') },
    ])
    const path = '/apis/gateway.networking.k8s.io/v1/namespaces/edge/gateways/main'
    expect(await check({ objects: { [path]: {} } }, { publish })).toEqual([])
  })

  test('tells a cluster that cannot be reached once', async () => {
    const context = await open({})
    await server?.close()
    expect(await checkCluster(context, signal())).toMatchObject([{ code: 'deploy.target_unreachable' }])
  })

  test('throws operation.canceled when its signal fires', async () => {
    const context = await open({})
    await expect(checkCluster(context, AbortSignal.abort())).rejects.toMatchObject({
      code: 'operation.canceled',
    })
  })
})

describe('a login that the cluster does not take', () => {
  const refuseAll = {
    status: 401,
    body: { kind: 'Status', reason: 'Unauthorized', message: 'Unauthorized' },
  }
  const jwt = (exp: number) => `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.sig`
  const seconds = (day: string) => Date.parse(day) / 1000

  test('is told once, whatever was asked, and not by its token', async () => {
    const findings = await check({ refuseAll })
    expect(findings).toMatchObject([
      { code: 'cluster.login_refused', summary: expect.stringContaining('does not take the token') },
    ])
    expect(JSON.stringify(findings)).not.toContain(TOKEN)
  })

  test('is told with the day on which the token ended', async () => {
    expect(await check({ refuseAll }, {}, { token: jwt(seconds('2026-02-01')) })).toMatchObject([
      { summary: 'The token of the kubeconfig ended on 2026-02-01T00:00:00.000Z.' },
    ])
  })

  test('is a client certificate, with the day on which it ended or as one of another cluster', async () => {
    const user = {
      'client-certificate-data': Buffer.from(SELF_SIGNED.cert).toString('base64'),
      'client-key-data': Buffer.from(SELF_SIGNED.key).toString('base64'),
    }
    expect(await check({ refuseAll }, {}, user)).toMatchObject([
      { summary: expect.stringContaining('does not take the client certificate') },
    ])
    expect(await check({ refuseAll, now: new Date('2130-01-01') }, {}, user)).toMatchObject([
      { summary: 'The client certificate of the kubeconfig ended on 2126-10-29T18:08:52.000Z.' },
    ])
  })

  test('is announced before it ends', async () => {
    expect(await check({}, {}, { token: jwt(seconds('2026-03-10')) })).toMatchObject([
      {
        code: 'cluster.login_ends_soon',
        severity: 'warning',
        summary: expect.stringContaining('2026-03-10'),
      },
    ])
    expect(await check({}, {}, { token: jwt(seconds('2026-04-10')) })).toEqual([])
  })

  test('is missing where the kubeconfig holds none', async () => {
    expect(await check({ refuseAll }, {}, {})).toMatchObject([
      { summary: 'The kubeconfig holds no login, and the cluster asks for one.' },
    ])
  })
})

describe('what a Kubernetes cluster tells of itself', () => {
  test('are the distinct platforms of the nodes that take pods', async () => {
    const nodes = [
      node('one', 'True'),
      node('two', 'True'),
      node('three', 'True', { arch: 'arm64' }),
      node('four', 'False', { arch: 's390x' }),
    ]
    expect(await nodePlatforms(await open({ nodes }), signal())).toEqual([
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64' },
    ])
  })

  test('are its version and each right, asked once for whoever asks at once', async () => {
    const asked: string[] = []
    const context = await open({
      denied: ({ verb, resource }) => {
        asked.push(`${verb} ${resource}`)
        return resource === 'events'
      },
    })
    const [facts] = await Promise.all([clusterFacts(context, signal()), checkCluster(context, signal())])
    expect(facts.version).toBe('Kubernetes v1.37.2')
    expect(asked.length).toBe(facts.rights.length)
    expect(facts.rights.filter(({ allowed }) => !allowed).map(({ action }) => action)).toEqual([
      'list events',
      'watch events',
    ])
    expect(facts.rights.find(({ action }) => action === 'create deployments.apps')).toEqual({
      action: 'create deployments.apps',
      allowed: true,
      reason: 'to run services and follow their rollouts',
    })
  })
})

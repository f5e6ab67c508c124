import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { KubernetesSettings, PublishSettings } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { describeWithKubernetes } from '../../../../../test/support/kubernetes.ts'
import { fullService, fullWorkload } from '../../../test/full-workload.ts'
import { sampleWorkload } from '../../../test/sample-workload.ts'
import { yamlText } from '../../manifests/yaml-text.ts'
import { renderNamespace, renderObjects } from './render-objects.ts'

const settings = (
  publish: PublishSettings,
  change: Partial<KubernetesSettings> = {},
): KubernetesSettings => ({
  kind: 'kubernetes',
  access: 'kubeconfig',
  context: null,
  namespace: null,
  podSecurity: 'restricted',
  runAsUser: null,
  publish,
  ...change,
})

const INGRESS: PublishSettings = {
  kind: 'ingress',
  className: 'nginx',
  domain: 'apps.example.com',
  tlsSecret: 'wildcard',
}
const GATEWAY: PublishSettings = {
  kind: 'gateway',
  namespace: 'gateways',
  name: 'public',
  domain: 'apps.example.com',
}

/** Each way to publish, and each level of security, once. */
const CASES = {
  'load-balancer': settings({ kind: 'load-balancer' }),
  'node-port': settings({ kind: 'node-port' }, { podSecurity: 'baseline' }),
  ingress: settings(INGRESS, { runAsUser: 1000 }),
  gateway: settings(GATEWAY),
  'one-namespace': settings({ kind: 'load-balancer' }, { namespace: 'apps' }),
} as const

const DEADLINE_MS = 600_000

function rendered(of: KubernetesSettings, workload = fullWorkload): string {
  const namespace = renderNamespace(fullService, of)
  const objects = [...(namespace ? [namespace] : []), ...renderObjects(workload, of, DEADLINE_MS)]
  // As JSON has it: a field that is undefined is not sent.
  return objects.map((object) => yamlText(JSON.parse(JSON.stringify(object)))).join('---\n')
}

const golden = (name: string) => new URL(`./golden/${name}.yaml`, import.meta.url)

describe('the rendered objects', () => {
  test.each(Object.entries(CASES))(
    'published by %s are, byte for byte, those of the golden file',
    async (name, of) => {
      await expect(rendered(of)).toMatchFileSnapshot(golden(name).pathname)
    },
  )

  test('with a volume are replaced all at once, and have a group that may write to it', async () => {
    const of = settings({ kind: 'load-balancer' }, { storageClass: 'fast' })
    const volume = { id: 'b0b0b0b0-0000-4000-8000-000000000001', mountPoint: '/var/lib/shop', sizeGib: 10 }
    const workload = sampleWorkload(fullService, {
      deploymentId: fullWorkload.deploymentId,
      spec: { volumes: [volume] },
    })
    await expect(rendered(of, workload)).toMatchFileSnapshot(golden('volume').pathname)
  })

  test('with settings of security have them in the place of those of the cluster, and no account of their own', async () => {
    const workload = sampleWorkload(fullService, {
      deploymentId: fullWorkload.deploymentId,
      spec: {
        security: {
          serviceAccountName: 'shop-reader',
          mountsAccountToken: true,
          runAsUser: 1001,
          runAsGroup: 2002,
          addedCapabilities: ['NET_BIND_SERVICE'],
        },
      },
    })
    await expect(rendered(CASES.ingress, workload)).toMatchFileSnapshot(golden('security').pathname)
  })

  test('hold neither the credential nor anything made of it', () => {
    const password = fullWorkload.credential?.password.reveal() ?? expect.fail()
    for (const of of Object.values(CASES)) {
      expect(rendered(of)).not.toContain(password)
      expect(rendered(of)).not.toContain(Buffer.from(password).toString('base64').replace(/=+$/, ''))
    }
  })

  test('of two environments keep apart in one namespace', () => {
    const other = { ...fullService, environmentId: '11111111-0000-4000-8000-00000000000e' }
    const of = CASES['one-namespace']
    const names = (service: typeof fullService) =>
      renderObjects({ ...fullWorkload, service }, of, DEADLINE_MS).map(
        ({ kind, metadata }) => `${kind} ${metadata.name}`,
      )
    const mine = new Set(names(fullService))
    expect(names(other).filter((name) => mine.has(name))).toEqual([])
  })

  test('of a service without ports, variables and further instances are its account and its Deployment alone', () => {
    const kinds = renderObjects(sampleWorkload(fullService), CASES['load-balancer'], DEADLINE_MS)
    expect(kinds.map(({ kind }) => kind)).toEqual(['ServiceAccount', 'Deployment'])
  })
})

describeWithKubernetes('the golden files', () => {
  // The Gateway API is an addition to a cluster that this one has not.
  const served = [...Object.keys(CASES).filter((name) => name !== 'gateway'), 'volume', 'security']

  test.each(served)('of %s are taken by the API server and by kubectl', async (name) => {
    const text = await readFile(golden(name), 'utf8')
    const documents = text.split('---\n').filter((document) => !/^kind: Namespace$/m.test(document))
    // Nothing is stored, so that they are tried where a namespace is for certain.
    const tried = documents.map((document) =>
      document.replace(/^ {2}namespace: .*$/m, '  namespace: default'),
    )
    const run = promisify(execFile)(
      'kubectl',
      [
        '--kubeconfig',
        process.env.FAIRLEAD_TEST_KUBECONFIG ?? '',
        'apply',
        '--server-side',
        '--dry-run=server',
        '-f',
        '-',
      ],
      { encoding: 'utf8' },
    )
    run.child.stdin?.end(tried.join('---\n'))
    const { stdout } = await run
    expect(stdout.trim().split('\n')).toHaveLength(documents.length)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { fullWorkload as full, fullService as service } from '../../test/full-workload.ts'
import { sampleWorkload } from '../../test/sample-workload.ts'
import { literalDollars } from '../manifests/deployment-manifest.ts'
import { renderNamespace, renderService, SERVICE_FILES } from './render.ts'

const golden = (name: string) => new URL(`./golden/${name}`, import.meta.url)

describe('the rendered files', () => {
  const rendered = new Map<string, string>([
    ...renderService(full),
    ['namespace.yaml', renderNamespace(service)],
  ])

  test.each([...rendered])('%s is, byte for byte, the golden one', async (name, text) => {
    await expect(text).toMatchFileSnapshot(golden(name).pathname)
  })

  test('are the same bytes again for the same workload', () => {
    expect([...renderService(structuredCloneOf(full))]).toEqual([...renderService(full)])
  })

  test('hold no credential, and name the secret that holds it', () => {
    const text = [...rendered.values()].join('\n')
    expect(text).not.toContain('a-secret-that-nobody-may-see')
    expect(text).toContain('imagePullSecrets')
    expect(rendered.get('README.md')).toContain(
      'kubectl create secret docker-registry fairlead-pull-7a1b0c2d',
    )
  })
})

test('what a service asks its processes to be is in its Deployment', () => {
  const workload = sampleWorkload(service, {
    spec: {
      security: {
        serviceAccountName: 'reader',
        mountsAccountToken: true,
        runAsUser: 1001,
        addedCapabilities: ['SETFCAP'],
      },
    },
  })
  expect(parse(renderService(workload).get('deployment.yaml') ?? '')).toMatchObject({
    spec: {
      template: {
        spec: {
          serviceAccountName: 'reader',
          automountServiceAccountToken: true,
          securityContext: { runAsUser: 1001, runAsGroup: 1001, fsGroup: 1001 },
          containers: [
            { securityContext: { capabilities: { drop: ['MKNOD', 'NET_RAW'], add: ['SETFCAP'] } } },
          ],
        },
      },
    },
  })
})

// Secret values have no clone of their own; the same object is as good.
const structuredCloneOf = (workload: typeof full): typeof full => ({
  ...workload,
  spec: { ...workload.spec },
})

test('a public image without ports, probes and limits renders no more than it needs', () => {
  const { credential, ...workload } = sampleWorkload(service, { spec: { cpuMilli: 0, memoryMib: 0 } })
  expect(credential).toBeDefined()
  const files = renderService(workload)
  expect([...files.keys()].sort()).toEqual(['README.md', 'deployment.yaml', 'kustomization.yaml'])
  const pod = parse(files.get('deployment.yaml') ?? '').spec
  expect(pod.replicas).toBe(1)
  expect(pod.template.spec).not.toHaveProperty('imagePullSecrets')
  expect(pod.template.spec.containers[0]).not.toHaveProperty('resources')
  expect(files.get('README.md')).not.toContain('secret')
})

test('every rendered file is one of those that a removal deletes', () => {
  for (const name of renderService(full).keys()) expect(SERVICE_FILES).toContain(name)
})

test('any variable is read back as the string that it was, by the rules of YAML 1.1 and of 1.2', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('on', '1:30', '1_0', '~', '0x1', '1e3')),
      (value) => {
        const workload = sampleWorkload(service, { spec: { variables: [{ name: 'V', value }] } })
        const text = renderService(workload).get('deployment.yaml') ?? ''
        for (const version of ['1.1', '1.2'] as const) {
          const read = parse(text, { version }).spec.template.spec.containers[0].env[0].value
          expect(read).toBe(literalDollars(value))
        }
      },
    ),
  )
})

test('a dollar is what it was after Kubernetes has expanded the text', () => {
  // The expansion's own rule: `$$` is `$`, `$(NAME)` is a reference, any other `$` is itself.
  const expand = (text: string) =>
    text.replace(/\$(\$|\([^)]*\))/g, (_, next) => (next === '$' ? '$' : '<replaced>'))
  fc.assert(
    fc.property(fc.array(fc.constantFrom('$', '(', ')', 'a')), (parts) => {
      expect(expand(literalDollars(parts.join('')))).toBe(parts.join(''))
    }),
  )
})

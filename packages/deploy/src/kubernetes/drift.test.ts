import { expect, test } from 'vitest'
import type { KubeObject, ManagedFields } from './connection/objects.ts'
import { driftOf } from './drift.ts'

const container = (changes: object = {}) => ({
  name: 'web',
  image: 'ghcr.io/acme/web@sha256:1',
  args: ['--serve'],
  ports: [{ name: 'p8080-tcp', containerPort: 8080, protocol: 'TCP' }],
  resources: { requests: { cpu: '1000m', memory: '1024Mi' } },
  livenessProbe: { httpGet: { path: '/', port: 8080 }, initialDelaySeconds: 0 },
  ...changes,
})

const deployment = (
  pod: object = { containers: [container()] },
  spec: object = {},
  managedFields: readonly ManagedFields[] = [],
): KubeObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', labels: { 'dev.fairlead/service': 's' }, managedFields },
    spec: { template: { spec: pod }, ...spec },
  }) as KubeObject

const secret = (data: object): KubeObject =>
  ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'login', namespace: 'shop' }, data }) as KubeObject

test('what is as it was applied has not drifted, however the cluster writes it and whatever others set besides', () => {
  const live = deployment(
    {
      containers: [
        container({
          resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2' } },
          livenessProbe: { httpGet: { path: '/', port: 8080, scheme: 'HTTP' }, periodSeconds: 10 },
          terminationMessagePath: '/dev/termination-log',
        }),
      ],
      dnsPolicy: 'ClusterFirst',
    },
    { replicas: 7 },
  )
  expect(driftOf([deployment()], [live])).toEqual([])
})

test('a changed field is told with its path, its value and who changed it', () => {
  const fieldsV1 = {
    'f:spec': {
      'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:image': {} } } } },
    },
  }
  const managers = [
    { manager: 'fairlead', operation: 'Apply', time: '2026-01-03T00:00:00Z', fieldsV1 },
    { manager: 'argocd', operation: 'Update', time: '2026-01-01T00:00:00Z', fieldsV1 },
    { manager: 'kubectl-edit', operation: 'Update', time: '2026-01-02T00:00:00Z', fieldsV1 },
  ]
  const pod = { containers: [container({ image: 'evil.example/web:latest' })] }
  expect(driftOf([deployment()], [deployment(pod, {}, managers)])).toEqual([
    'kubectl-edit changed spec.template.spec.containers[web].image of the Deployment web to evil.example/web:latest.',
  ])
})

test('an amount that is another one is drift, in words of the cluster', () => {
  const pod = { containers: [container({ resources: { requests: { cpu: '500m', memory: '1Gi' } } })] }
  expect(driftOf([deployment()], [deployment(pod)])).toEqual([
    'Somebody changed spec.template.spec.containers[web].resources.requests.cpu of the Deployment web to 500m.',
  ])
})

test('replicas are drift only where they were asked for', () => {
  const scaled = deployment(undefined, { replicas: 0 })
  expect(driftOf([deployment(undefined, { replicas: 2 })], [scaled])).toEqual([
    'Somebody changed spec.replicas of the Deployment web to 0.',
  ])
  expect(driftOf([deployment()], [scaled])).toEqual([])
})

test('an object, a container, a port and a label that are gone are told', () => {
  const other = { ...secret({}), metadata: { name: 'other', namespace: 'shop' } }
  expect(driftOf([secret({})], [other])).toEqual(['The Secret login was deleted.'])
  expect(driftOf([deployment()], [deployment({ containers: [] })])).toEqual([
    'Somebody removed spec.template.spec.containers[web] of the Deployment web.',
  ])
  const bare = deployment({ containers: [container({ ports: undefined })] })
  const unlabelled = { ...bare, metadata: { ...bare.metadata, labels: {} } }
  expect(driftOf([deployment()], [unlabelled])).toEqual([
    'Somebody removed spec.template.spec.containers[web].ports[p8080-tcp] of the Deployment web.',
    'Somebody removed metadata.labels[dev.fairlead/service] of the Deployment web.',
  ])
})

test('containers and variables beside ours are told by their names', () => {
  const miner = { name: 'miner', image: 'evil.example/miner' }
  const env = [{ name: 'TOKEN', value: 'hunter2' }]
  const pod = { containers: [container({ env }), miner], initContainers: [{ name: 'first' }] }
  expect(driftOf([deployment()], [deployment(pod)])).toEqual([
    'Somebody added spec.template.spec.containers[web].env[TOKEN] of the Deployment web.',
    'Somebody added spec.template.spec.containers[miner] of the Deployment web.',
    'Somebody added spec.template.spec.initContainers[first] of the Deployment web.',
  ])
})

test('values of variables, arguments, Secrets and ConfigMaps are never told', () => {
  const hidden = (value: string) => ({
    containers: [
      container({
        args: [value],
        env: [{ name: 'TOKEN', value }],
        livenessProbe: { httpGet: { path: value, port: 8080 } },
      }),
    ],
  })
  const text = driftOf(
    [deployment(hidden('ours')), secret({ password: 'ours' })],
    [deployment(hidden('hunter2')), secret({ password: 'hunter2' })],
  )
  expect(text).toHaveLength(4)
  expect(text.join()).not.toMatch(/hunter2|ours/)
})

import type { RuntimeStatus, ServiceIdentity } from '@fairlead/core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { describeWithKubernetes } from '../../../../test/support/kubernetes.ts'
import { type RawChanges, type RawPlace, startRawPlace } from '../../test/raw-workload.ts'
import { newService } from '../contract.ts'
import { KEYS } from '../manifests/keys.ts'
import type { KubeObject } from './connection/objects.ts'
import { serviceStatus } from './status.ts'

const limit = () => AbortSignal.timeout(60_000)
vi.setConfig({ testTimeout: 120_000 })

describeWithKubernetes('the status of a service on Kubernetes', (cluster) => {
  let place: RawPlace
  beforeAll(async () => {
    place = await startRawPlace(cluster)
  })
  afterAll(() => place?.close())

  const status = (service: ServiceIdentity) => serviceStatus(place.context, service, limit())
  const deploy = async (changes: RawChanges, service = place.service()) => {
    await place.apply(place.manifest(service, changes))
    return service
  }
  const becomes = (service: ServiceIdentity, wanted: Partial<RuntimeStatus>) =>
    vi.waitFor(
      async () => {
        const now = await status(service)
        expect(now).toMatchObject(wanted)
        return now
      },
      { timeout: 60_000, interval: 100 },
    )
  const unhealthy = (service: ServiceIdentity, message: RegExp) =>
    becomes(service, { state: 'unhealthy', message: expect.stringMatching(message) })
  const serviceObject = (service: ServiceIdentity, spec: object, name = service.name): KubeObject =>
    ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: place.namespace, labels: { [KEYS.service]: service.id } },
      spec: {
        selector: { [KEYS.service]: service.id },
        ports: [{ name: 'web', port: 80, targetPort: 8080, appProtocol: 'http' }],
        ...spec,
      },
    }) as KubeObject

  test('is absent where nothing of it is there', async () => {
    expect(await status(newService())).toMatchObject({ state: 'absent', runningInstances: 0, endpoints: [] })
  })

  test('is running with what runs, also after the service was given another name', async () => {
    const service = await deploy({ replicas: 2, deploymentId: 'd-1' })
    await place.apply(serviceObject(service, {}))
    const url = `http://${service.name}.${place.namespace}.svc`
    const running = await becomes(service, { state: 'running', runningInstances: 2 })
    expect(running).toEqual({
      state: 'running',
      runningInstances: 2,
      digest: place.digests[0],
      deploymentId: 'd-1',
      endpoints: [{ port: 8080, url }],
      message: '2 instances run.',
    })
    expect(await status({ ...service, name: 'renamed' })).toEqual(running)
  })

  test('is starting until the new version has taken over', async () => {
    const service = await deploy({})
    expect((await status(service)).state).toBe('starting')
    await becomes(service, { state: 'running', runningInstances: 1 })
    const minReadySeconds = 600
    await place.apply({
      ...place.manifest(service, {
        digest: place.digests[1],
        container: { readinessProbe: probe('/', minReadySeconds) },
      }),
    })
    await becomes(service, { state: 'starting', digest: place.digests[1], runningInstances: 1 })
  })

  test('is stopped where no pods are asked for', async () => {
    const service = await deploy({})
    await place.apply(serviceObject(service, {}))
    await becomes(service, { state: 'running' })
    await deploy({ replicas: 0 }, service)
    expect(await status(service)).toMatchObject({
      state: 'stopped',
      runningInstances: 0,
      endpoints: [],
      digest: place.digests[0],
    })
  })

  test('names the exit code of a container that ends again and again', async () => {
    const service = await deploy({ container: { args: ['--no-such-option'] } })
    await unhealthy(
      service,
      /^0 of 1 instances run\. It ends with exit code 1 and is started again and again\.$/,
    )
  })

  test('names an image that cannot be pulled', async () => {
    const service = await deploy({ digest: `sha256:${'0'.repeat(64)}` })
    await unhealthy(service, /The image cannot be pulled: .*not found/)
  })

  test('names what no node has', async () => {
    const service = await deploy({ container: { resources: { requests: { cpu: '1000' } } } })
    await unhealthy(service, /A pod cannot be scheduled: .*Insufficient cpu/)
  })

  test('names a quota that refuses pods', async () => {
    const quota = await startRawPlace(cluster)
    try {
      const service = quota.service()
      const hard = { 'count/pods': '0' }
      const path = `/api/v1/namespaces/${quota.namespace}/resourcequotas`
      const body = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'none' }, spec: { hard } }
      await place.context.api.ask({ method: 'POST', path, body, asked: 'make a quota' }, limit())
      await quota.apply(quota.manifest(service))
      await unhealthy(service, /A pod cannot be made: .*exceeded quota/)
    } finally {
      await quota.close()
    }
  })

  test('names a pod that runs and is not ready', async () => {
    const service = await deploy({ container: { readinessProbe: probe('/absent', 0) } })
    await unhealthy(service, /A pod runs but is not ready\./)
  })

  test('has the address of the load balancer when it has one, and that of a node for a port of all nodes', async () => {
    const service = await deploy({})
    const balanced = serviceObject(service, { type: 'LoadBalancer' }, `${service.name}-public`)
    await place.apply(serviceObject(service, {}))
    await place.apply(balanced)
    expect((await status(service)).endpoints).toEqual([
      { port: 8080, url: `http://${service.name}.${place.namespace}.svc` },
    ])
    const path = `/api/v1/namespaces/${place.namespace}/services/${service.name}-public/status`
    const body = { status: { loadBalancer: { ingress: [{ ip: '192.0.2.7' }, { hostname: 'lb.example' }] } } }
    const contentType = 'application/merge-patch+json'
    await place.context.api.ask(
      { method: 'PATCH', path, body, contentType, asked: 'set the status' },
      limit(),
    )
    expect((await status(service)).endpoints).toEqual([
      { port: 8080, url: 'http://192.0.2.7' },
      { port: 8080, url: 'http://lb.example' },
    ])
    const other = await deploy({})
    await place.apply(serviceObject(other, { type: 'NodePort' }))
    const [endpoint] = (await status(other)).endpoints
    expect(endpoint?.url).toMatch(/^http:\/\/\d+\.\d+\.\d+\.\d+:3\d{4}$/)
  })

  test('has the host names of its Ingress', async () => {
    const publish = { kind: 'ingress', className: null, domain: 'apps.example', tlsSecret: 'tls' } as const
    const routed = { ...place.context, settings: { ...place.context.settings, publish } }
    const service = await deploy({})
    await place.apply(serviceObject(service, {}))
    const backend = { service: { name: service.name, port: { number: 80 } } }
    const rule = (host: string, path: string) => ({
      host,
      http: { paths: [{ path, pathType: 'Prefix', backend }] },
    })
    await place.apply({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: service.name, namespace: place.namespace, labels: { [KEYS.service]: service.id } },
      spec: {
        tls: [{ hosts: ['a.apps.example'], secretName: 'tls' }],
        rules: [rule('a.apps.example', '/'), rule('b.apps.example', '/api')],
      },
    } as KubeObject)
    expect((await serviceStatus(routed, service, limit())).endpoints).toEqual([
      { port: 8080, url: 'https://a.apps.example' },
      { port: 8080, url: 'http://b.apps.example/api' },
    ])
  })
})

const probe = (path: string, initialDelaySeconds: number) => ({
  httpGet: { path, port: 8080 },
  initialDelaySeconds,
  periodSeconds: 1,
  failureThreshold: 1,
})

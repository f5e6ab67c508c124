import type { Finding } from '@fairlead/core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { describeWithKubernetes } from '../../../../../test/support/kubernetes.ts'
import {
  RESTRICTED,
  type RolloutHarness,
  type RolloutSpec,
  startRolloutHarness,
  type WatchOptions,
} from '../../../test/rollout-harness.ts'
import { REPOSITORY } from '../../../test/test-registry.ts'
import { newService } from '../../contract.ts'

const evidence = ({ evidence: exchanges }: Finding) =>
  exchanges.map(({ asked, answered }) => `${asked}\n${answered}`).join('\n')

describeWithKubernetes(
  'a rollout that fails on a real cluster',
  (cluster) => {
    let harness: RolloutHarness
    let shared: string
    beforeAll(async () => {
      harness = await startRolloutHarness(cluster.kubeconfig)
      shared = await harness.namespace()
    })
    afterAll(() => harness?.close())

    /** The one finding of a Deployment that cannot come up. */
    async function failed(spec: RolloutSpec, options?: WatchOptions, namespace = shared): Promise<Finding> {
      const wanted = await harness.apply(namespace, newService(), spec)
      const { progress, findings } = harness.watch(wanted, options)
      const [first, ...others] = await findings
      if (!first) throw new Error(`It came up: ${progress.told.join('\n')}`)
      expect(others).toEqual([])
      expect([...progress.steps.values()]).toContain('failed')
      expect([...progress.steps.values()]).not.toContain('running')
      expect(first.remedy?.action).toBeTruthy()
      return first
    }

    const create = (path: string, body: object) =>
      harness.api.ask({ method: 'POST', path, body, asked: 'make an object' }, AbortSignal.timeout(20_000))

    describe.concurrent('is explained:', () => {
      test('an image that the registry does not have', async () => {
        const image = `${harness.registry.host}/${REPOSITORY}@sha256:${'a'.repeat(64)}`
        const found = await failed({ image })
        expect(found.code).toBe('deploy.image_unavailable')
        expect(found.summary).toContain('does not have this image')
        expect(evidence(found)).toContain(image)
      })

      test('a credential that the registry refuses', async () => {
        const found = await failed({ pod: { imagePullSecrets: [] } })
        expect(found.code).toBe('deploy.image_unavailable')
        expect(found.summary).toContain('refused to give the image')
        expect(evidence(found)).toMatch(/401|unauthorized|authorization failed|no basic auth/i)
      })

      test('a registry that is not there, at the second try', async () => {
        const found = await failed({ image: `127.0.0.1:9/${REPOSITORY}@sha256:${'b'.repeat(64)}` })
        expect(found.code).toBe('deploy.image_unavailable')
        expect(found.summary).toContain('cannot reach the registry')
        expect(evidence(found)).toContain('connection refused')
      })

      test('an image for another platform', async () => {
        const digest = await harness.registry.pushForeign()
        const found = await failed({ image: `${harness.registry.host}/${REPOSITORY}@${digest}` })
        expect(found.code).toBe('deploy.image_unavailable')
        expect(found.summary).toContain("no version for the node's platform")
      })

      test('a name that is none', async () => {
        const found = await failed({ image: 'UPPER/Case:1' })
        expect(found.code).toBe('deploy.image_unavailable')
        expect(found.summary).toContain('cannot read the name')
      })

      test('a container that ends, with its exit code and its last lines', async () => {
        const found = await failed({ container: { args: ['--no-such-flag'] } })
        expect(found.code).toBe('deploy.container_exited')
        expect(found.summary).toBe('The container ended with exit code 1 instead of staying up.')
        expect(evidence(found)).toMatch(/Invalid \w+ flag: "--no-such-flag"/)
      })

      test('a container that is out of memory', async () => {
        const large = await harness.registry.push('x'.repeat(64 * 1024 * 1024))
        const found = await failed({
          image: `${harness.registry.host}/${REPOSITORY}@${large}`,
          // Reads the whole page into its memory.
          container: {
            args: ['/www/index.html', '--loader:.html=text'],
            resources: { limits: { memory: '16Mi' } },
          },
        })
        expect(found.code).toBe('deploy.container_exited')
        expect(found.summary).toContain('out of memory')
      })

      test('a command that is not in the image', async () => {
        const found = await failed({ container: { command: ['/no/such/program'] } })
        expect(found.code).toBe('deploy.container_exited')
        expect(found.summary).toContain('command cannot be run')
        expect(evidence(found)).toContain('/no/such/program')
      })

      test('a readiness probe that does not succeed, when the time is over', async () => {
        const readinessProbe = { httpGet: { port: 8080, path: '/missing' }, periodSeconds: 1 }
        const found = await failed({ container: { readinessProbe } }, { timings: { rolloutMs: 12_000 } })
        expect(found.code).toBe('deploy.unhealthy')
        expect(found.summary).toContain('readiness probe')
        expect(evidence(found)).toContain('http://<pod>:8080/missing')
        expect(evidence(found)).toContain('404')
      })

      test('a liveness probe that kills the container', async () => {
        const livenessProbe = { tcpSocket: { port: 9999 }, periodSeconds: 1, failureThreshold: 1 }
        const readinessProbe = { tcpSocket: { port: 9999 } }
        const found = await failed({ container: { livenessProbe, readinessProbe } })
        expect(found.code).toBe('deploy.unhealthy')
        expect(found.summary).toContain('liveness probe')
        expect(evidence(found)).toContain('connection refused')
      })

      test('more cpu than any node has', async () => {
        const found = await failed({ container: { resources: { requests: { cpu: '1000' } } } })
        expect(found.code).toBe('deploy.unschedulable')
        expect(found.summary).toContain('Insufficient cpu')
      })

      test('a node that no node is', async () => {
        const found = await failed({ pod: { nodeSelector: { 'fairlead.test/none': 'yes' } } })
        expect(found.code).toBe('deploy.unschedulable')
        expect(found.summary).toContain('affinity/selector')
        expect(found.remedy?.action).toContain('labels')
      })

      test('a volume that nobody makes', async () => {
        const claim = { persistentVolumeClaim: { claimName: 'none' } }
        const found = await failed({ pod: { volumes: [{ name: 'data', ...claim }] } })
        expect(found.code).toBe('deploy.unschedulable')
        expect(found.remedy?.action).toContain('claim')
      })

      test('a Secret that is not there', async () => {
        const secretRef = { name: 'nobody-made-it' }
        const found = await failed({ container: { envFrom: [{ secretRef }] } })
        expect(found.code).toBe('deploy.target_failed')
        expect(evidence(found)).toContain('nobody-made-it')
      })

      test('an image that runs as root where nothing may', async () => {
        const found = await failed({ pod: { securityContext: { runAsNonRoot: true } } })
        expect(found.code).toBe('deploy.admission_refused')
        expect(found.summary).toContain('runs as root')
        expect(found.remedy?.action).toMatch(/run_as_user.*pod_security/)
      })

      test('a quota that the pod does not fit into', async () => {
        const namespace = await harness.namespace()
        await harness.put({
          apiVersion: 'v1',
          kind: 'ResourceQuota',
          metadata: { name: 'small', namespace },
          spec: { hard: { 'requests.cpu': '100m' } },
        })
        const resources = { requests: { cpu: '200m' } }
        const found = await failed({ container: { resources } }, {}, namespace)
        expect(found.code).toBe('deploy.quota')
        expect(found.summary).toContain('small')
        expect(found.summary).toContain('requests.cpu 0 of 100m used, 200m more asked')
      })

      test('a Pod Security level that refuses the pods, with the fields', async () => {
        const namespace = await harness.namespace({ 'pod-security.kubernetes.io/enforce': 'restricted' })
        const found = await failed(
          { pod: RESTRICTED.pod, container: { securityContext: { allowPrivilegeEscalation: true } } },
          {},
          namespace,
        )
        expect(found.code).toBe('deploy.admission_refused')
        expect(found.summary).toContain('restricted:latest')
        expect(found.summary).toContain('allowPrivilegeEscalation != false')
      })

      test('a LimitRange that the pod is too large for', async () => {
        const namespace = await harness.namespace()
        await create(`/api/v1/namespaces/${namespace}/limitranges`, {
          metadata: { name: 'small' },
          spec: { limits: [{ type: 'Container', max: { cpu: '100m' } }] },
        })
        const resources = { limits: { cpu: '200m' } }
        const found = await failed({ container: { resources } }, {}, namespace)
        expect(found.code).toBe('deploy.admission_refused')
        expect(found.summary).toContain('maximum cpu usage per Container is 100m, but limit is 200m')
      })

      test('an admission policy that refuses the pods', async () => {
        const namespace = await harness.namespace()
        const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolic'
        const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }
        const matchResources = {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        }
        await create(`${path}ies`, {
          metadata: { name: namespace },
          spec: {
            matchConstraints: { resourceRules: [rule], ...matchResources },
            validations: [{ expression: 'false', message: 'no pod is good enough' }],
          },
        })
        await create(`${path}ybindings`, {
          metadata: { name: namespace },
          spec: { policyName: namespace, validationActions: ['Deny'], matchResources },
        })
        try {
          const refused = () => failed({}, {}, namespace)
          // The API server takes a moment to enforce a new policy.
          const found = await vi.waitFor(refused, { timeout: 60_000 })
          expect(found.code).toBe('deploy.admission_refused')
          expect(found.summary).toContain(`admission policy ${namespace} refuses the pods`)
          expect(evidence(found)).toContain('no pod is good enough')
        } finally {
          const asked = 'take the policy away'
          for (const kind of ['ybindings', 'ies'])
            await harness.api.ask(
              { method: 'DELETE', path: `${path}${kind}/${namespace}`, asked },
              AbortSignal.timeout(20_000),
            )
        }
      })

      test('a volume that its node cannot mount, when the time is over', async () => {
        const secret = { secretName: 'nobody-made-it' }
        const found = await failed(
          {
            pod: { volumes: [{ name: 'data', secret }] },
            container: { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
          },
          { timings: { rolloutMs: 8_000 } },
        )
        expect(found.code).toBe('deploy.target_failed')
        expect(found.summary).toBe('The new version did not come up in 8 seconds.')
        expect(evidence(found)).toMatch(/FailedMount.*nobody-made-it/)
      })

      test('a rollout that the cluster itself gives up', async () => {
        const readinessProbe = { tcpSocket: { port: 9999 }, periodSeconds: 1 }
        const found = await failed({
          container: { readinessProbe },
          deployment: { progressDeadlineSeconds: 5 },
        })
        expect(found.code).toBe('deploy.unhealthy')
        expect(evidence(found)).toContain('connect to port 9999')
        expect(evidence(found)).toContain('connection refused')
      })

      test('a namespace that is being deleted', async () => {
        const namespace = await harness.namespace()
        const wanted = await harness.apply(namespace, newService(), {
          container: { args: ['--no-such-flag'] },
        })
        const { findings } = harness.watch(wanted, { timings: { rolloutMs: 60_000 } })
        await harness.api.remove('Namespace', undefined, namespace, AbortSignal.timeout(10_000))
        const [found] = await findings
        expect(found).toMatchObject({ code: 'deploy.target_failed' })
        expect(found?.summary).toContain(`namespace ${namespace} is being deleted`)
      })

      test('a Deployment that somebody deleted', async () => {
        const readinessProbe = { tcpSocket: { port: 9999 } }
        const wanted = await harness.apply(await harness.namespace(), newService(), {
          container: { readinessProbe },
        })
        const { findings } = harness.watch(wanted, {
          onLog: () => {
            void harness.api.remove('Deployment', wanted.namespace, wanted.name, AbortSignal.timeout(10_000))
          },
        })
        expect(await findings).toMatchObject([
          {
            code: 'deploy.interrupted',
            summary: `The Deployment ${wanted.name} was deleted while it rolled out.`,
          },
        ])
      })

      test('a later deployment that takes its place', async () => {
        const service = newService()
        const namespace = await harness.namespace()
        const readinessProbe = { tcpSocket: { port: 9999 } }
        const first = await harness.apply(namespace, service, { container: { readinessProbe } })
        const watching = harness.watch(first)
        const second = await harness.apply(namespace, service)
        const [found] = await watching.findings
        expect(found).toMatchObject({ code: 'deploy.interrupted' })
        expect(found?.summary).toContain(second.deploymentId)
        expect(await harness.watch(second).findings).toEqual([])
      })
    })
  },
  { timeout: 120_000 },
)

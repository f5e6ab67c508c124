import { describe, expect, test } from 'vitest'
import {
  aDeployment,
  anEvent,
  aPod,
  container,
  refusedSet,
  seen,
  waiting,
} from '../../../../test/rollout-objects.ts'
import type { PodObject } from '../../connection/objects.ts'
import type { Snapshot } from '../snapshot.ts'
import { createSuspects } from '../suspects.ts'
import type { Suspicion } from '../suspicion.ts'

const PLACEMENT_MS = 120_000

/** The one thing that is wrong. */
function suspected(snapshot: Snapshot): Suspicion {
  const suspects = createSuspects({ placementMs: PLACEMENT_MS })
  suspects.look(snapshot, 0)
  const [first, ...others] = suspects.present
  if (!first) throw new Error('Nothing is suspected.')
  expect(others).toEqual([])
  expect(first.finding.remedy?.action).toBeTruthy()
  return first
}

const nothing = (snapshot: Snapshot) => {
  const suspects = createSuspects({ placementMs: PLACEMENT_MS })
  suspects.look(snapshot, 0)
  expect(suspects.present).toEqual([])
}

const answers = ({ finding }: Suspicion) => finding.evidence.map(({ answered }) => answered).join('\n')

describe('an image that a node cannot pull', () => {
  const pull = 'failed to pull and unpack image "r.test/acme/web@sha256:00": '
  const final: [string, string][] = [
    [
      `${pull}failed to resolve reference "r.test/acme/web@sha256:00": r.test/acme/web@sha256:00: not found`,
      'does not have',
    ],
    [
      `${pull}failed to authorize: failed to fetch oauth token: unexpected status: 403 Forbidden`,
      'refused to give',
    ],
    [`${pull}pull access denied, repository does not exist or may require authorization`, 'refused to give'],
    [`${pull}no match for platform in manifest: not found`, 'no version for'],
    ['no image found in image index for architecture "arm64", variant "v8", OS "linux"', 'no version for'],
  ]
  test.each(final)('is certain at once for %s', (message, summary) => {
    const found = suspected(seen({ pods: [aPod(waiting('ErrImagePull', message))] }))
    expect(found).toMatchObject({ patienceMs: 0, finding: { code: 'deploy.image_unavailable' } })
    expect(found.finding.summary).toContain(summary)
    expect(answers(found)).toContain('ErrImagePull')
  })

  const passing: [string, string][] = [
    [
      `${pull}failed to do request: Head "https://r.test/v2/": dial tcp 10.0.0.1:443: i/o timeout`,
      'cannot reach',
    ],
    [`${pull}httpReadSeeker: failed open: unexpected status code: 429 Too Many Requests`, 'limits how often'],
    [`${pull}failed to do request: x509: certificate signed by unknown authority`, 'does not trust'],
    [`${pull}failed to extract layer: write /var/lib/x: no space left on device`, 'disk is full'],
    [`${pull}something that no runtime said before`, 'could not pull'],
  ]
  test.each(passing)('is waited for until the second try for %s', (message, summary) => {
    const pods = [aPod(waiting('ImagePullBackOff', 'Back-off pulling image'))]
    const failed = (count: number) =>
      anEvent('Failed', `Failed to pull image "r.test/acme/web": ${message}`, { count })
    const once = suspected(seen({ pods, events: [failed(1)] }))
    expect(once.patienceMs).toBeGreaterThan(0)
    expect(once.finding.summary).toContain(summary)
    expect(suspected(seen({ pods, events: [failed(2)] })).patienceMs).toBe(0)
    expect(suspected(seen({ pods, events: [failed(1), failed(1)] })).patienceMs).toBe(0)
  })

  test('is told without the signed address of a blob', () => {
    const message = `${pull}Get "https://blobs.test/a?X-Signature=secret": connection reset by peer`
    expect(answers(suspected(seen({ pods: [aPod(waiting('ErrImagePull', message))] })))).not.toContain(
      'secret',
    )
  })
})

describe('a container that does not come to run', () => {
  const cases: [PodObject['status'], string, string, number][] = [
    [
      waiting('CreateContainerConfigError', 'container has runAsNonRoot and image will run as root'),
      'deploy.admission_refused',
      'runs as root',
      0,
    ],
    [
      waiting(
        'CreateContainerConfigError',
        'container has runAsNonRoot and image has non-numeric user (nobody), cannot verify user is non-root',
      ),
      'deploy.admission_refused',
      'names its user by letters',
      0,
    ],
    [
      waiting('CreateContainerConfigError', 'configmap "settings" not found'),
      'deploy.target_failed',
      'Secret or ConfigMap',
      15_000,
    ],
    [
      waiting('CreateContainerError', 'failed to generate container spec: no command specified'),
      'deploy.container_exited',
      'command cannot be run',
      0,
    ],
    [
      waiting('RunContainerError', 'exec: "run": executable file not found in $PATH'),
      'deploy.container_exited',
      'command cannot be run',
      0,
    ],
    [
      container({
        restartCount: 1,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: {
          terminated: { exitCode: 128, reason: 'StartError', message: 'exec /web: exec format error' },
        },
      }),
      'deploy.container_exited',
      'another platform',
      0,
    ],
    [
      waiting('CreateContainerError', 'context deadline exceeded'),
      'deploy.target_failed',
      'could not start',
      15_000,
    ],
  ]
  test.each(cases)('is told apart: %j', (status, code, summary, patienceMs) => {
    const found = suspected(seen({ pods: [aPod(status)] }))
    expect(found).toMatchObject({ patienceMs, finding: { code } })
    expect(found.finding.summary).toContain(summary)
  })
})

describe('a container that ends', () => {
  const ended = (restartCount: number, terminated: object = { exitCode: 1, reason: 'Error' }) =>
    aPod(
      container({
        restartCount,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 1, ...terminated } },
      }),
    )

  test('is certain at its second restart', () => {
    expect(suspected(seen({ pods: [ended(1)] })).patienceMs).toBe(Number.POSITIVE_INFINITY)
    expect(suspected(seen({ pods: [ended(2)] }))).toMatchObject({
      patienceMs: 0,
      logOf: { pod: 'web-1', container: 'web', isPrevious: false },
    })
  })

  const ways: [object, string, string][] = [
    [{ exitCode: 137, reason: 'OOMKilled' }, 'ran out of memory', 'memory'],
    [{ exitCode: 139, reason: 'Error' }, 'signal SIGSEGV', 'log lines'],
    [{ exitCode: 137, signal: 9, reason: 'Error' }, 'signal SIGKILL', 'log lines'],
    [{ exitCode: 3, reason: 'Error' }, 'exit code 3', 'log lines'],
    [{ exitCode: 0, reason: 'Completed' }, 'exit code 0', 'foreground'],
    [{ exitCode: 127, reason: 'Error' }, 'exit code 127', 'entrypoint'],
  ]
  test.each(ways)('says how: %j', (terminated, summary, remedy) => {
    const { finding } = suspected(seen({ pods: [ended(2, terminated)] }))
    expect(finding.code).toBe('deploy.container_exited')
    expect(finding.summary).toContain(summary)
    expect(finding.remedy?.action).toContain(remedy)
  })

  test('by its liveness probe is told with what the probe was answered', () => {
    const events = [
      anEvent('Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 500'),
      anEvent('Killing', 'Container web failed liveness probe, will be restarted', { type: 'Normal' }),
    ]
    const found = suspected(seen({ pods: [ended(2, { exitCode: 137 })], events }))
    expect(found).toMatchObject({ patienceMs: 0, finding: { code: 'deploy.unhealthy' } })
    expect(answers(found)).toContain('statuscode: 500')
  })

  test('and serves by now is not suspected, nor is one that prepares the pod and has done so', () => {
    const status = container({ ready: true, restartCount: 3, lastState: { terminated: { exitCode: 1 } } })
    nothing(seen({ pods: [aPod({ ...status, conditions: [{ type: 'Ready', status: 'True' }] })] }))
    const prepared = {
      name: 'prepare',
      ready: false,
      restartCount: 0,
      state: { terminated: { exitCode: 0 } },
    }
    nothing(seen({ pods: [aPod({ initContainerStatuses: [prepared] })] }))
  })
})

describe('a pod that no node takes', () => {
  const unscheduled = (message: string) =>
    aPod({ conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] })
  const cases: [string, string, string][] = [
    [
      '0/3 nodes are available: 1 Insufficient cpu, 2 Insufficient memory. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.',
      'No node can take the pod: 1 Insufficient cpu, 2 Insufficient memory.',
      'resources',
    ],
    [
      '0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.',
      'No node can take the pod: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.',
      'tainted',
    ],
    [
      'running PreBind plugin "VolumeBinding": binding volumes: pod has unbound immediate PersistentVolumeClaims',
      'No node can take the pod: running PreBind plugin "VolumeBinding": binding volumes: pod has unbound immediate PersistentVolumeClaims.',
      'claim',
    ],
    ['0/1 nodes are available: 1 Too many pods.', 'No node can take the pod: 1 Too many pods.', 'Add a node'],
  ]
  test.each(cases)('is told in the words of the scheduler: %s', (message, summary, remedy) => {
    const found = suspected(seen({ pods: [unscheduled(message)] }))
    expect(found).toMatchObject({
      patienceMs: PLACEMENT_MS,
      finding: { code: 'deploy.unschedulable', summary },
    })
    expect(found.finding.remedy?.action).toContain(remedy)
  })

  test('is waited for until the end where an autoscaler adds a node, and says why where it does not', () => {
    const pods = [unscheduled('0/1 nodes are available: 1 Insufficient cpu.')]
    const coming = [anEvent('TriggeredScaleUp', 'pod triggered scale-up: [{group 1->2 (max: 3)}]')]
    expect(suspected(seen({ pods, events: coming })).patienceMs).toBe(Number.POSITIVE_INFINITY)
    const refused = [
      anEvent('NotTriggerScaleUp', "pod didn't trigger scale-up: 1 max node group size reached"),
    ]
    expect(answers(suspected(seen({ pods, events: refused })))).toContain('max node group size')
  })
})

describe('pods that the API server does not let in', () => {
  const cases: [string, string, string, number][] = [
    [
      'pods "web-1" is forbidden: exceeded quota: small, requested: limits.cpu=2,pods=1, used: limits.cpu=0,pods=3, limited: limits.cpu=1500m,pods=10',
      'deploy.quota',
      'limits.cpu 0 of 1500m used, 2 more asked; pods 3 of 10 used, 1 more asked',
      3_000,
    ],
    [
      'pods "web-1" is forbidden: exceeded quota: small, requested: requests.memory=1Gi, used: requests.memory=3584Mi, limited: requests.memory=4Gi',
      'deploy.quota',
      'requests.memory 3584Mi of 4Gi used, 1Gi more asked',
      PLACEMENT_MS,
    ],
    [
      'pods "web-1" is forbidden: failed quota: small: must specify limits.cpu for: web',
      'deploy.quota',
      'wants every pod to say limits.cpu for: web',
      3_000,
    ],
    [
      'pods "web-1" is forbidden: violates PodSecurity "restricted:v1.37": runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "web" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
      'deploy.admission_refused',
      'restricted:v1.37 refuses the pods: runAsNonRoot != true, seccompProfile.',
      3_000,
    ],
    [
      'admission webhook "rules.acme.test" denied the request: images must come from registry.acme.test',
      'deploy.admission_refused',
      'webhook rules.acme.test refuses',
      3_000,
    ],
    [
      "pods \"web-1\" is forbidden: ValidatingAdmissionPolicy 'owned' with binding 'all' denied request: a label is missing",
      'deploy.admission_refused',
      'policy owned refuses',
      3_000,
    ],
    [
      'Internal error occurred: failed calling webhook "mesh.acme.test": failed to call webhook: connection refused',
      'deploy.admission_refused',
      'webhook mesh.acme.test does not answer',
      PLACEMENT_MS,
    ],
    [
      'pods "web-1" is forbidden: [maximum cpu usage per Container is 1, but limit is 2]',
      'deploy.admission_refused',
      'LimitRange of the namespace refuses the pods: maximum cpu usage per Container is 1, but limit is 2.',
      3_000,
    ],
    [
      'pods "web-1" is forbidden: unable to create new content in namespace shop because it is being terminated',
      'deploy.target_failed',
      'namespace shop is being deleted',
      0,
    ],
    [
      'something that no API server said before',
      'deploy.admission_refused',
      'does not let the pods in',
      PLACEMENT_MS,
    ],
  ]
  test.each(cases)('are told apart: %s', (message, code, summary, patienceMs) => {
    const found = suspected(seen({ replicaSets: [refusedSet(message)] }))
    expect(found).toMatchObject({ patienceMs, finding: { code } })
    expect(found.finding.summary).toContain(summary)
    expect(answers(found)).toBe(message)
  })

  test('are told where not even the ReplicaSet is let in', () => {
    const message = 'admission webhook "rules.acme.test" denied the request: no'
    const conditions = [{ type: 'Progressing', status: 'False', reason: 'ReplicaSetCreateError', message }]
    expect(answers(suspected(seen({ deployment: aDeployment(1, { conditions }) })))).toBe(message)
  })
})

test('a pod that runs and is not ready is told when the time is over, with what its probe was answered', () => {
  const readinessProbe = { httpGet: { path: '/ready', port: 8080 } }
  const pod = aPod(container({ state: { running: {} } }), {
    spec: { containers: [{ name: 'web', readinessProbe }] },
  })
  const events = [
    anEvent('Unhealthy', 'Readiness probe failed: dial tcp 10.0.0.7:8080: connect: connection refused'),
    anEvent('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
  ]
  const found = suspected(seen({ pods: [pod], events }))
  expect(found).toMatchObject({
    patienceMs: Number.POSITIVE_INFINITY,
    finding: {
      code: 'deploy.unhealthy',
      evidence: [
        {
          asked: 'GET http://<pod>:8080/ready of the pod web-1',
          answered: 'Readiness probe failed: HTTP probe failed with statuscode: 503',
        },
      ],
    },
  })
})

test('a pod that its node gave up is told when the time is over', () => {
  const message = 'The node was low on resource: ephemeral-storage.'
  const found = suspected(seen({ pods: [aPod({ phase: 'Failed', reason: 'Evicted', message })] }))
  expect(found).toMatchObject({ patienceMs: Number.POSITIVE_INFINITY })
  expect(found.finding.summary).toContain('Evicted')
  expect(answers(found)).toBe(message)
})

test('what is wrong with a pod that is being deleted, or with one of another version, is not told', () => {
  const status = waiting('ErrImagePull', 'not found')
  nothing(seen({ pods: [aPod(status, { deletionTimestamp: '2026-01-01T00:00:00Z' })] }))
  nothing(seen({ pods: [aPod(status, { version: 'old-version' })] }))
})

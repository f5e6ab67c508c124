import { describe, expect, test } from 'vitest'
import {
  aDeployment,
  anOldPod,
  anOldSet,
  aPod,
  container,
  READY,
  seen,
} from '../../../test/rollout-objects.ts'
import { standingOf } from './standing.ts'
import { createSteadiness } from './steadiness.ts'

const NOW = new Date('2026-01-01T12:00:00Z')
const standing = (objects: Parameters<typeof seen>[0]) => standingOf(seen(objects), NOW)

const two = [aPod(READY, { name: 'web-1' }), aPod(READY, { name: 'web-2' })]

describe('a rollout is done', () => {
  test('when all pods of the new version serve and nothing older is left', () => {
    expect(standing({ deployment: aDeployment(2), pods: two, replicaSets: [anOldSet(0)] })).toMatchObject({
      isDone: true,
      hasStarted: true,
      startSentence: '2 of 2 pods have started',
      healthySentence: '2 of 2 pods serve; nothing of an older version is left',
    })
  })

  test('where no pod is wanted and none is left', () => {
    expect(standing({ deployment: aDeployment(0), replicaSets: [anOldSet(0)] })).toMatchObject({
      isDone: true,
      healthySentence: 'No pod is wanted; nothing of an older version is left',
    })
  })

  const notYet: [string, Parameters<typeof seen>[0]][] = [
    [
      'before the controller has seen what was applied',
      { deployment: aDeployment(2, { observedGeneration: 1 }), pods: two },
    ],
    ['while a pod is not updated', { deployment: aDeployment(2, { updatedReplicas: 1 }), pods: two }],
    ['while a pod is not available', { deployment: aDeployment(2, { availableReplicas: 1 }), pods: two }],
    ['while the Deployment has a pod too many', { deployment: aDeployment(2, { replicas: 3 }), pods: two }],
    [
      'while an older ReplicaSet has pods',
      { deployment: aDeployment(2), pods: two, replicaSets: [anOldSet(1)] },
    ],
    ['while an older pod is there', { deployment: aDeployment(2), pods: [...two, anOldPod('web-0')] }],
    [
      'while an older pod still ends',
      { deployment: aDeployment(2), pods: [...two, anOldPod('web-0', '2026-01-01T12:00:10Z')] },
    ],
    ['before its pods are seen', { deployment: aDeployment(2), pods: two.slice(1) }],
  ]
  test.each(notYet)('not %s', (_when, objects) => {
    expect(standing(objects).isDone).toBe(false)
  })

  test('although an older pod is on a node that is gone, or was evicted long ago', () => {
    const stuck = anOldPod('web-0', '2026-01-01T11:59:00Z')
    const evicted = aPod({ phase: 'Failed' }, { name: 'web-9', version: 'old-version' })
    expect(standing({ deployment: aDeployment(2), pods: [...two, stuck, evicted] }).isDone).toBe(true)
  })
})

test('the sentences say how many pods have come how far', () => {
  const pods = [
    aPod(READY, { name: 'web-1' }),
    aPod(container({ state: { waiting: { reason: 'ContainerCreating' } } }), { name: 'web-2' }),
    { ...aPod({}, { name: 'web-3' }), spec: { containers: [] } },
    anOldPod('web-0'),
  ]
  expect(standing({ deployment: aDeployment(3), pods })).toMatchObject({
    hasStarted: false,
    startSentence: '1 of 3 pods has started; 1 waits for a node; 1 is made ready to start',
    healthySentence: '1 of 3 pods serves; 1 of the old version ends',
  })
})

describe('a rollout that is done', () => {
  const readinessProbe = { tcpSocket: { port: 8080 } }
  const probed = seen({ pods: [aPod(READY, { spec: { containers: [{ name: 'web', readinessProbe }] } })] })

  test('counts at once where a readiness probe has said so', () => {
    expect(createSteadiness()(probed, true, 100)).toBe(100)
  })

  test('must stay so for a while without one, and longer where a container has ended before', () => {
    const steadyAt = createSteadiness()
    const running = seen({ pods: [aPod(READY)] })
    expect(steadyAt(running, false, 50)).toBe(Number.POSITIVE_INFINITY)
    expect(steadyAt(running, true, 100)).toBe(2_100)
    expect(steadyAt(running, true, 2_000)).toBe(2_100)
    expect(steadyAt(running, false, 2_050)).toBe(Number.POSITIVE_INFINITY)
    expect(steadyAt(running, true, 3_000)).toBe(5_000)
    const restarted = seen({ pods: [aPod({ ...READY, ...container({ ready: true, restartCount: 1 }) })] })
    expect(steadyAt(restarted, true, 4_000)).toBeGreaterThan(5_000)
  })
})

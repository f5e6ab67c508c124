import { expect, test } from 'vitest'
import { anEvent, aPod, refusedSet, seen, waiting } from '../../../test/rollout-objects.ts'
import { createSuspects } from './suspects.ts'
import { onePerFault } from './suspicion.ts'

const unscheduled = aPod({
  conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no node' }],
})
const waits = seen({ pods: [unscheduled] })

test('a fault is certain when it has been there for as long as it may, and until then says when', () => {
  const suspects = createSuspects({ placementMs: 1_000 })
  expect(suspects.look(waits, 500)).toEqual({ certain: [], nextMs: 1_500 })
  expect(suspects.look(waits, 1_400)).toEqual({ certain: [], nextMs: 1_500 })
  expect(suspects.look(waits, 1_500).certain).toMatchObject([{ finding: { code: 'deploy.unschedulable' } }])
})

test('a fault that was away for a moment is waited for anew', () => {
  const suspects = createSuspects({ placementMs: 1_000 })
  suspects.look(waits, 0)
  expect(suspects.look(seen({}), 900)).toEqual({ certain: [], nextMs: Number.POSITIVE_INFINITY })
  expect(suspects.look(waits, 1_100)).toEqual({ certain: [], nextMs: 2_100 })
})

test('a fault that more comes to light of is certain at once', () => {
  const suspects = createSuspects({ placementMs: 1_000 })
  const pods = [aPod(waiting('ErrImagePull', 'i/o timeout'))]
  expect(suspects.look(seen({ pods }), 0).certain).toEqual([])
  const events = [anEvent('Failed', 'Failed to pull image "a": i/o timeout', { count: 2 })]
  expect(suspects.look(seen({ pods, events }), 10).certain).toHaveLength(1)
})

test('of several pods with the same fault one is told, and different faults each', () => {
  const suspects = createSuspects({ placementMs: 0 })
  const { certain } = suspects.look(
    seen({
      replicaSets: [refusedSet('something')],
      pods: ['web-1', 'web-2'].map((name) => aPod(waiting('InvalidImageName'), { name })),
    }),
    0,
  )
  expect(certain).toHaveLength(3)
  expect(onePerFault(certain).map(({ finding }) => finding.code)).toEqual([
    'deploy.admission_refused',
    'deploy.image_unavailable',
  ])
})

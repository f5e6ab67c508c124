import { expect, test } from 'vitest'
import { aDeployment, anEvent, aPod, seen } from '../../../test/rollout-objects.ts'
import { recordProgress } from '../../contract.ts'
import { createEventLines } from './event-lines.ts'

const managed = (time: string) => {
  const deployment = aDeployment(1)
  const managedFields = [
    { manager: 'fairlead', time },
    { manager: 'kube-controller-manager', subresource: 'status', time: '2100-01-01T00:00:00Z' },
  ]
  return { ...deployment, metadata: { ...deployment.metadata, managedFields } }
}

test('each thing of each new pod is told once, in its order, and nothing of other pods', () => {
  const progress = recordProgress()
  const tell = createEventLines(progress, aDeployment(1))
  const pods = [aPod(), aPod({}, { name: 'old', version: 'old-version' })]
  const pulling = anEvent('Pulling', 'Pulling image "web"')
  const started = anEvent('Started', 'Container  started\n')
  const foreign = anEvent('Started', 'Container started', { involvedObject: { name: 'old', uid: 'old' } })
  tell(seen({ pods, events: [started, pulling, foreign] }))
  tell(seen({ pods, events: [started, pulling, { ...pulling, metadata: { name: 'again' }, count: 2 }] }))
  expect(progress.told).toEqual(['web-1: Pulling: Pulling image "web"', 'web-1: Started: Container started'])
})

test('what was before the apply is not told again', () => {
  const progress = recordProgress()
  const tell = createEventLines(progress, managed('2026-01-01T12:00:00Z'))
  const at = (lastTimestamp: string) => anEvent('Started', lastTimestamp, { lastTimestamp })
  const events = [at('2026-01-01T11:59:59Z'), at('2026-01-01T12:00:00.100000Z'), at('2026-01-01T12:00:00Z')]
  tell(seen({ pods: [aPod()], events }))
  expect(progress.told).toEqual([
    'web-1: Started: 2026-01-01T12:00:00.100000Z',
    'web-1: Started: 2026-01-01T12:00:00Z',
  ])
})

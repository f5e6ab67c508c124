import { AppError, type Check } from '@fairlead/core'
import { expect, test } from 'vitest'
import { watchedRun } from './watched-run.ts'

const check = (id: string): Check => ({
  id,
  title: id,
  status: 'passed',
  detail: '',
  findings: [],
  startedAfterMs: 0,
  durationMs: 1,
})

const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('checks are told as they begin and end, then the outcome', async () => {
  const events = await watchedRun(
    'verification',
    async ({ onStart, onCheck }) => {
      onStart({ id: 'a', title: 'A' })
      await later()
      onCheck(check('a'))
      onStart({ id: 'b', title: 'B' })
      onCheck(check('b'))
      await later()
      return 'done'
    },
    (outcome) => ({ outcome }),
  )
  const seen = await Array.fromAsync(events)
  expect(seen.map(({ event }) => event)).toEqual([
    'check-started',
    'check',
    'check-started',
    'check',
    'verification',
  ])
  expect(seen.at(1)?.data).toMatchObject({ id: 'a', duration_ms: 1 })
  expect(seen.at(-1)?.data).toEqual({ outcome: 'done' })
})

test('what fails before any check began fails before the stream does', async () => {
  const call = watchedRun(
    'saved',
    async () => {
      throw new AppError('organization.not_found', 'no')
    },
    () => ({}),
  )
  await expect(call).rejects.toMatchObject({ code: 'organization.not_found' })
})

test('what fails after a check is told after it', async () => {
  const events = await watchedRun(
    'saved',
    async ({ onCheck }) => {
      onCheck(check('a'))
      throw new AppError('registry.verification_failed', 'no')
    },
    () => ({}),
  )
  const seen: string[] = []
  const reading = (async () => {
    for await (const { event } of events) seen.push(event)
  })()
  await expect(reading).rejects.toMatchObject({ code: 'registry.verification_failed' })
  expect(seen).toEqual(['check'])
})

test('an outcome without any check is told alone', async () => {
  const events = await watchedRun(
    'saved',
    async () => 1,
    (n) => ({ n }),
  )
  expect(await Array.fromAsync(events)).toEqual([{ event: 'saved', data: { n: 1 } }])
})

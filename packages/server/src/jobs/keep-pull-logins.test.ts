import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import { startKeepingPullLogins } from './keep-pull-logins.ts'

const log = pino({ level: 'silent' })

test('all logins are kept again and again, those of a changed registry at once, and a failure ends nothing', async () => {
  const asked: (readonly string[] | undefined)[] = []
  const job = startKeepingPullLogins({
    log,
    everyMs: 5,
    app: {
      keepPullLogins: async (ids) => {
        asked.push(ids)
        throw new Error('the database is away')
      },
    },
  })
  job.changed('registry-1')
  await vi.waitFor(() => expect(asked.filter((ids) => ids === undefined).length).toBeGreaterThan(2))
  expect(asked).toContainEqual(['registry-1'])
  await job.stop()
  const before = asked.length
  job.changed('registry-2')
  expect(asked).toHaveLength(before)
})

test('its end ends what is under way, and waits for it', async () => {
  const ended: string[] = []
  const job = startKeepingPullLogins({
    log,
    app: {
      keepPullLogins: (ids, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            ended.push(ids?.[0] ?? 'all')
            resolve(0)
          })
        }),
    },
  })
  job.changed('registry-1')
  await job.stop()
  expect(ended.sort()).toEqual(['all', 'registry-1'])
})

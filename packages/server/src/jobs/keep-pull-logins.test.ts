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

test('what somebody does to a login again and again is put right at once, and then after a pause each', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const asked: (readonly string[] | undefined)[] = []
    const job = startKeepingPullLogins({
      log,
      pauseMs: 1_000,
      app: { keepPullLogins: async (ids) => asked.push(ids) },
    })
    const touches = () => asked.filter((ids) => ids?.[0] === 'registry-1').length
    for (let each = 0; each < 5; each += 1) job.touched('registry-1')
    expect(touches()).toBe(1)
    // A rotation is no matter of patience.
    job.changed('registry-1')
    expect(touches()).toBe(2)
    await vi.advanceTimersByTimeAsync(999)
    expect(touches()).toBe(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(touches()).toBe(3)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(touches()).toBe(3)
    job.touched('registry-1')
    expect(touches()).toBe(4)
    await job.stop()
    job.touched('registry-1')
    expect(touches()).toBe(4)
  } finally {
    vi.useRealTimers()
  }
})

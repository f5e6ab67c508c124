import { AppError } from '@fairlead/core'
import { expect, test } from 'vitest'
import { createBackOff } from '../connection/back-off.ts'
import { untilAnswered } from './until-answered.ts'

const away = (message: string) => new AppError('target.unreachable', message)
const quick = () => createBackOff(1, 2)

test('work is done again while the API server does not answer', async () => {
  const failures = [away('one'), away('two')]
  const work = async () => {
    const failure = failures.shift()
    if (failure) throw failure
    return 'done'
  }
  expect(await untilAnswered(AbortSignal.timeout(10_000), work, quick())).toBe('done')
})

test('a refusal ends it at once', async () => {
  let count = 0
  const work = async () => {
    count += 1
    throw new AppError('target.failed', 'No.', { details: { refusal: { status: 403 } } })
  }
  await expect(untilAnswered(AbortSignal.timeout(10_000), work, quick())).rejects.toThrow('No.')
  expect(count).toBe(1)
})

test('when the time is over the last failure is thrown, not that it was over', async () => {
  const stop = new AbortController()
  let count = 0
  const work = async () => {
    count += 1
    if (count < 3) throw away(`failure ${count}`)
    stop.abort()
    throw new AppError('operation.canceled', 'It took too long.')
  }
  await expect(untilAnswered(stop.signal, work, quick())).rejects.toThrow('failure 2')
})

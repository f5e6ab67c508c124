import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { anySignal } from './any-signal.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')
/** What was only held by a turn of the event loop is garbage after it. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

test('a time limit that passed while nobody listened is still seen when garbage was collected after it', async () => {
  const passed = async () => {
    const limit = AbortSignal.timeout(1)
    const either = anySignal(new AbortController().signal, limit)
    // The timer of a signal lets the process end; the test has to be there when it fires.
    const held = setInterval(() => undefined, 1000)
    while (!limit.aborted) await turn()
    clearInterval(held)
    return either
  }
  const either = await passed()
  await turn()
  collectGarbage()
  expect(either.aborted).toBe(true)
  expect(either.reason).toMatchObject({ name: 'TimeoutError' })
})

test('an abort is seen though its controller was collected after it', async () => {
  const aborted = () => {
    const controller = new AbortController()
    const either = anySignal(controller.signal)
    controller.abort('stop')
    return either
  }
  const either = aborted()
  await turn()
  collectGarbage()
  expect(either.aborted).toBe(true)
  expect(either.reason).toBe('stop')
})

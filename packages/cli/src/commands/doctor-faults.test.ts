import { afterAll, beforeAll, expect, test } from 'vitest'
import { main } from '../main.ts'
import { recordedIo, run } from '../testing/recorded-io.ts'
import { startTestTwin, type TestTwin } from '../testing/test-twin.ts'

let started: TestTwin
beforeAll(async () => {
  // Long enough that the verification is under way when it is ended.
  started = await startTestTwin({ latencyMs: 250 })
})
afterAll(() => started.close())

const argv = (): string[] => ['doctor', 'acme/app:1.4', '--registry', started.twin.url]
const env = () => ({ FAIRLEAD_REGISTRY_TOKEN: started.tokens.good })

test('the time limit ends it with exit code 7 and says how to give more', async () => {
  const { code, err } = await run([...argv(), '--timeout', '50ms'], { env: env() })
  expect(code).toBe(7)
  expect(err).toMatch(/^fairlead: The time limit has passed\.\n.*--timeout/)
})

test('Ctrl-C ends it with exit code 130, without a stack', async () => {
  const io = recordedIo({ env: env() })
  const ended = main(argv(), io)
  await io.untilOut(/Token format/)
  io.interrupt()
  expect(await ended).toBe(130)
  expect(io.err()).toBe('fairlead: Interrupted.\n')
})

test('a terminal sees what is being asked while it is', async () => {
  const { out } = await run(argv(), { env: env(), columns: 120 })
  expect(out).toMatch(/ {2}· .*(?:Registry|GitHub API).* …\r/)
})

test('a registry that is not there is a finding, not a failure of the command', async () => {
  const absent = await startTestTwin()
  await absent.close()
  const { code, out, err } = await run(['doctor', 'acme/app:1.4', '--registry', absent.twin.url], {
    env: env(),
  })
  expect(out).toContain('network.refused')
  expect({ code, err }).toEqual({ code: 1, err: '' })
})

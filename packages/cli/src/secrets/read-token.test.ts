import { expect, test } from 'vitest'
import { Interrupted, type Io } from '../io.ts'
import { recordedIo } from '../testing/recorded-io.ts'
import { readToken } from './read-token.ts'
import { redactTokens, refuseTokenArguments } from './token-guard.ts'

const sources = { stdin: false, variables: ['FIRST', 'SECOND'] }

test('the first variable that is set wins, and standard input wins when it is asked for', async () => {
  const io = recordedIo({ env: { FIRST: ' ', SECOND: ' token \n' }, stdin: 'piped\n' })
  expect(await readToken(io, sources)).toEqual({ token: 'token', source: 'SECOND' })
  expect(await readToken(io, { ...sources, stdin: true })).toEqual({
    token: 'piped',
    source: 'standard input',
  })
})

test('none is undefined, unless it is asked for', async () => {
  expect(await readToken(recordedIo({ stdin: 'x' }), sources)).toBeUndefined()
  expect(await readToken(recordedIo({ stdin: 'x' }), { ...sources, ask: 'Token: ' })).toMatchObject({
    token: 'x',
  })
})

test('an empty or endless input is a usage error', async () => {
  await expect(readToken(recordedIo({ stdin: ' \n' }), { ...sources, stdin: true })).rejects.toMatchObject({
    exitCode: 2,
  })
  const endless = recordedIo({ stdin: 'x'.repeat(100_000) })
  await expect(readToken(endless, { ...sources, stdin: true })).rejects.toMatchObject({ exitCode: 2 })
})

test('a pipe that stays open does not hold Ctrl-C up', async () => {
  const io = recordedIo()
  const open: Io = { ...io, stdin: { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) } }
  const reading = readToken(open, { ...sources, stdin: true })
  io.interrupt()
  await expect(reading).rejects.toBeInstanceOf(Interrupted)
})

/** A terminal on which the keys are typed; remembers whether it was left in raw mode. */
function terminal(...keys: string[]) {
  const io = recordedIo()
  const modes: boolean[] = []
  const stdin = {
    isTTY: true,
    setRawMode: (mode: boolean) => modes.push(mode),
    async *[Symbol.asyncIterator]() {
      yield* keys
    },
  }
  return { io: { ...io, stdin }, modes, err: io.err }
}

test('on a terminal it is asked for and never shown; Backspace takes a letter back', async () => {
  const { io, modes, err } = terminal('sex', '\u007f', 'cret', '\r')
  expect(await readToken(io, { ...sources, ask: 'Token: ' })).toEqual({
    token: 'secret',
    source: 'the terminal',
  })
  expect(err()).toBe('Token: \n')
  expect(modes).toEqual([true, false])
})

test('Ctrl-C and Ctrl-D at the prompt end it, and the terminal is as it was', async () => {
  const interrupted = terminal('abc\u0003')
  await expect(readToken(interrupted.io, { ...sources, ask: 'Token: ' })).rejects.toBeInstanceOf(Interrupted)
  expect(interrupted.modes).toEqual([true, false])
  const ended = terminal('\u0004')
  await expect(readToken(ended.io, { ...sources, ask: 'Token: ' })).rejects.toMatchObject({ exitCode: 2 })
})

test('what only looks like an option after -- is not refused', () => {
  expect(() => refuseTokenArguments(['doctor', '--', '--token'])).not.toThrow()
  expect(() => refuseTokenArguments(['registry', 'add', 'token', '--token-stdin'])).not.toThrow()
})

test('everything that looks like a token is taken out of a text', () => {
  const text = 'a ghp_0123456789abcdef b github_pat_0123456789_abc c flt_0123456789ABC d ghs_123_eyJ.abc-def'
  expect(redactTokens(text)).not.toMatch(/0123456789|eyJ/)
})

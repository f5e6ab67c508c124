import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { AppError, ERRORS, invalidRequest, isAppError } from './errors.ts'

const sections = async (): Promise<Map<string, string>> => {
  const text = await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
  return new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map((section) => {
        const end = section.indexOf('\n')
        return [section.slice(0, end), section.slice(end)]
      }),
  )
}

describe('docs/errors.md', () => {
  test('has a section for each of our codes, and for nothing else', async () => {
    expect([...(await sections()).keys()].sort()).toEqual(Object.keys(ERRORS).sort())
  })

  test.each(Object.entries(ERRORS))(
    'says of %s the status and whether to try again, and what to do',
    async (code, spec) => {
      const section = (await sections()).get(code)
      expect(section).toContain(`HTTP ${spec.status}.`)
      expect(section).toContain(spec.retry ? 'may succeed later' : 'fails again')
      expect(section).toMatch(/\*\*What to do:\*\* \S/)
    },
  )
})

test('only what stays forbidden or gone answers 403 or 404: clients of the contract drop their state on these', () => {
  const gone = Object.entries(ERRORS).filter(([, { status }]) => status === 403 || status === 404)
  expect(gone.filter(([, { retry }]) => retry)).toEqual([])
  expect(gone.filter(([code]) => !/\.not_found$|^permission\.denied$/.test(code))).toEqual([])
})

test('an invalid request says each field, problem and remedy in its message', () => {
  const error = invalidRequest([
    { field: 'name', problem: 'is missing', remedy: 'Give a text.' },
    { field: 'tag', problem: 'is not a tag', remedy: 'Use 1.4.' },
  ])
  expect(error.message).toBe('name is missing. Give a text. tag is not a tag. Use 1.4.')
  expect(error.status).toBe(400)
  expect(isAppError(error, 'request.invalid')).toBe(true)
  expect(isAppError(error, 'internal')).toBe(false)
})

test('an error keeps its cause for the log and takes its status from the table', () => {
  const cause = new Error('socket closed')
  const error = new AppError('registry.unreachable', 'The registry closed the connection.', { cause })
  expect(error.cause).toBe(cause)
  expect([error.status, error.retry]).toEqual([502, true])
})

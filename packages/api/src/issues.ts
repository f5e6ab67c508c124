import type { FieldIssue } from '@fairlead/core'
import type { z } from 'zod'
import { readFault } from './fault.ts'
import { nearest } from './nearest.ts'

type Issue = z.core.$ZodIssue

const TYPES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  null: 'null',
}

const named = (type: string): string => TYPES[type] ?? type

/** `ports[0].internal_port`; `body` for the body itself. */
export function fieldPath(path: readonly PropertyKey[]): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else text += text === '' ? String(part) : `.${String(part)}`
  }
  return text === '' ? 'body' : text
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<PropertyKey, unknown>)[part]
  }
  return value
}

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'a list' : named(typeof value)

type Words = Pick<FieldIssue, 'problem' | 'remedy'>

function typeWords(expected: string, value: unknown): Words {
  if (value === undefined) return { problem: 'is missing', remedy: `Give ${named(expected)}.` }
  const but = typeof value === 'number' ? '' : `, not ${kindOf(value)}`
  return { problem: `must be ${named(expected)}${but}`, remedy: `Give ${named(expected)}.` }
}

const unit = (origin: string): string =>
  origin === 'string' ? ' characters' : origin === 'array' || origin === 'set' ? ' entries' : ''

function sizeWords(issue: Extract<Issue, { code: 'too_big' | 'too_small' }>): Words {
  const big = issue.code === 'too_big'
  const limit = String(big ? issue.maximum : issue.minimum)
  const measured = unit(issue.origin)
  if (!big && limit === '1' && measured !== '') {
    return {
      problem: 'is empty',
      remedy: issue.origin === 'string' ? 'Give a text.' : 'Give at least one entry.',
    }
  }
  if (measured === '') {
    const bound =
      issue.inclusive === false ? (big ? 'less than' : 'greater than') : big ? 'at most' : 'at least'
    return { problem: `must be ${bound} ${limit}`, remedy: `Give a number that is ${bound} ${limit}.` }
  }
  return big
    ? { problem: `is longer than ${limit}${measured}`, remedy: `Use ${limit}${measured} at most.` }
    : { problem: `is shorter than ${limit}${measured}`, remedy: `Use ${limit}${measured} at least.` }
}

function formatWords(format: string): Words {
  if (format === 'uuid' || format === 'guid') {
    return {
      problem: 'is not a UUID',
      remedy: 'Copy the id whole from a list, of the form 3fa85f64-5717-4562-b3fc-2c963f66afa6.',
    }
  }
  if (format === 'datetime') {
    return { problem: 'is not a time', remedy: 'Write it by ISO 8601 in UTC, as 2027-01-31T12:00:00Z.' }
  }
  return { problem: `is not of the form ${format}`, remedy: 'Write it in that form.' }
}

function choiceWords(values: readonly unknown[], value: unknown): Words {
  if (value === undefined) return { problem: 'is missing', remedy: `Give one of ${values.join(', ')}.` }
  const near = typeof value === 'string' ? nearest(value, values.map(String)) : undefined
  const list = values.join(', ')
  return values.length === 1
    ? { problem: `must be ${list}`, remedy: `Give ${list}.` }
    : {
        problem: `must be one of ${list}`,
        remedy: near ? `Did you mean ${near}?` : 'Give one of them, in this spelling.',
      }
}

function words(issue: Issue, value: unknown): Words {
  const own = readFault(issue.message)
  if (own) return own
  switch (issue.code) {
    case 'invalid_type':
      return typeWords(issue.expected, value)
    case 'too_big':
    case 'too_small':
      return sizeWords(issue)
    case 'invalid_format':
      return formatWords(issue.format)
    case 'invalid_value':
      return choiceWords(issue.values, value)
    case 'not_multiple_of':
      return { problem: `must be a multiple of ${issue.divisor}`, remedy: 'Round it.' }
    case 'invalid_union':
      if ('options' in issue && Array.isArray(issue.options)) return choiceWords(issue.options, value)
      return value === undefined
        ? { problem: 'is missing', remedy: 'Give one of the forms that the API reference shows.' }
        : { problem: 'has none of the forms that are accepted', remedy: 'See the API reference for them.' }
    default:
      return { problem: 'is not accepted', remedy: 'See the API reference for this field.' }
  }
}

/**
 * Says zod's issues in plain words: which field, what is wrong with it, what to do. `data` is what was parsed; its
 * values are looked at and never repeated, for any of them may be a secret.
 */
export function describeIssues(issues: readonly Issue[], data: unknown): FieldIssue[] {
  return issues.map((issue) => ({ field: fieldPath(issue.path), ...words(issue, valueAt(data, issue.path)) }))
}

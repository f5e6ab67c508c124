import type { FieldIssue } from '@fairlead/core'
import type { Account } from './draft-fields.ts'

const together = (field: string, other: string): FieldIssue => ({
  field,
  problem: `is missing while ${other} is given`,
  remedy: 'Enter both, or neither for an anonymous connection.',
})

/** The issue of an account of which one half is missing. */
export function halfAccount({ username, password }: Account): FieldIssue | undefined {
  if ((username === '') === (password === '')) return undefined
  return username === ''
    ? together('config.username', 'a password or token')
    : together('config.password', 'a user name')
}

import { type FieldIssue, invalidRequest } from '@fairlead/core'
import type { z } from 'zod'
import type { TwinState } from '../state/twin-state.ts'

/** Throws `request.invalid` for one field. */
export function refuse(field: string, problem: string, remedy: string): never {
  throw invalidRequest([{ field, problem, remedy }])
}

/** Login as its owner writes it. Throws `request.invalid` when there is no such user. */
export function requireUser(state: TwinState, field: string, login: string): string {
  const user = state.user.get(login.toLowerCase())
  return (
    user?.login ?? refuse(field, `names no user: "${login}"`, 'Create the user first, or correct the login.')
  )
}

/** Login as written by its owner, a user or an organization. Throws `request.invalid` when there is none. */
export function requireOwner(state: TwinState, field: string, login: string): string {
  const key = login.toLowerCase()
  const owner = state.user.get(key) ?? state.organization.get(key)
  return (
    owner?.login ??
    refuse(
      field,
      `names no user or organization: "${login}"`,
      'Create the owner first, or correct the login.',
    )
  )
}

/** Throws `request.invalid` when there is no such organization. */
export function requireOrganization(state: TwinState, field: string, login: string): string {
  const organization = state.organization.get(login.toLowerCase())
  return (
    organization?.login ??
    refuse(field, `names no organization: "${login}"`, 'Create the organization first, or correct the login.')
  )
}

/** Full name as its owner writes it. Throws `request.invalid` when there is no such repository. */
export function requireRepository(state: TwinState, field: string, fullName: string): string {
  const found = state.repository.get(fullName.toLowerCase())
  return found
    ? `${found.owner}/${found.name}`
    : refuse(field, `names no repository: "${fullName}"`, 'Create the repository first, or correct its name.')
}

const fieldPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part),
    '',
  )

/** Checks input of an edge. Throws `request.invalid` with one issue for each fault. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown, whole: string): z.output<S> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  throw invalidRequest(result.error.issues.flatMap((issue) => fieldIssues(issue, whole)))
}

function fieldIssues(issue: z.core.$ZodIssue, whole: string): FieldIssue[] {
  const at = fieldPath(issue.path)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: at ? `${at}.${key}` : key,
      problem: 'is not known here',
      remedy: 'Remove it, or correct its name.',
    }))
  }
  const problem = /^must /.test(issue.message) ? issue.message : `is not valid: ${lowerFirst(issue.message)}`
  return [{ field: at || whole, problem, remedy: 'Correct the value and send it again.' }]
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

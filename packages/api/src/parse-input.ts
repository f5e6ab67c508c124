import { type FieldIssue, invalidRequest } from '@fairlead/core'
import { z } from 'zod'
import { describeIssues } from './issues.ts'
import { type BodyOf, type OperationSpec, type ParamsOf, pathParameters, type QueryOf } from './operation.ts'
import { textFaults } from './text-faults.ts'

/** A request as it came: nothing of it is checked. */
export interface RawInput {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

export interface Input<O extends OperationSpec> {
  readonly params: ParamsOf<O>
  readonly query: QueryOf<O>
  readonly body: BodyOf<O>
}

/** More would bury the ones that matter. */
const MAX_ISSUES = 50

/** Every path parameter is a UUID. */
export const paramsSchema = (path: string): z.ZodObject =>
  z.object(Object.fromEntries(pathParameters(path).map((name) => [name, z.uuid()])))

/**
 * Checks a request against its operation, all parts at once. Fields that the contract does not name are ignored:
 * clients send them. Throws `request.invalid` with an issue for each field at fault.
 */
export function parseInput<O extends OperationSpec>(spec: O, raw: RawInput): Input<O> {
  const issues: FieldIssue[] = []
  const read = (schema: z.ZodType | undefined, data: unknown): unknown => {
    if (schema === undefined) return undefined
    issues.push(...textFaults(data))
    const result = schema.safeParse(data)
    if (!result.success) issues.push(...describeIssues(result.error.issues, data))
    return result.data
  }
  const params = read(paramsSchema(spec.path), raw.params)
  const query = read(spec.query ?? z.object({}), raw.query)
  const body = read(spec.body, raw.body)
  if (issues.length > 0) throw invalidRequest(issues.slice(0, MAX_ISSUES))
  return { params, query, body } as Input<O>
}

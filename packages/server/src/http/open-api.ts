import { errorBody, type OperationSpec, paramsSchema } from '@fairlead/api'
import { ERRORS, type ErrorCode } from '@fairlead/core'
import type { FastifySchema } from 'fastify'
import { z } from 'zod'

/** What any operation with a token may answer. */
const SHARED: readonly ErrorCode[] = [
  'request.invalid',
  'auth.missing',
  'auth.refused',
  'permission.denied',
  'request.rate_limited',
  'internal',
]
const WITHOUT_TOKEN: readonly ErrorCode[] = ['internal']

function errorResponses(spec: OperationSpec): Record<number, unknown> {
  const codes = [...(spec.errors ?? []), ...(spec.permission === 'none' ? WITHOUT_TOKEN : SHARED)]
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of new Set(codes)) {
    const { status } = ERRORS[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, each]) => [
      status,
      {
        description: each.map((code) => `\`${code}\``).join(', '),
        content: { 'application/json': { schema: errorBody } },
      },
    ]),
  )
}

function success({ answer, events, status }: OperationSpec): Record<number, unknown> {
  const content = {
    ...(answer ? { 'application/json': { schema: answer } } : {}),
    ...(events ? { 'text/event-stream': { schema: eventsSchema(events) } } : {}),
  }
  if (status === 204) return { 204: z.null().describe('Done.') }
  // A stream begins before its outcome is known.
  if (events && answer && status !== 200) {
    return {
      [status]: { description: 'Done.', content: { 'application/json': { schema: answer } } },
      200: {
        description: 'A stream of events.',
        content: { 'text/event-stream': { schema: eventsSchema(events) } },
      },
    }
  }
  return { [status]: { description: 'Done.', content } }
}

const eventsSchema = (events: Readonly<Record<string, z.ZodType>>): z.ZodType =>
  z
    .string()
    .describe(
      `Server-sent events: ${Object.keys(events).join(', ')}, and \`error\` with the body of an error.`,
    )

function describe({ description, permission }: OperationSpec): string {
  const needs =
    permission === 'none'
      ? 'Needs no token.'
      : permission === 'any'
        ? 'Needs any token.'
        : `Needs the permission \`${permission}\`.`
  return description ? `${description}\n\n${needs}` : needs
}

/** The operation as fastify and its OpenAPI plugin read it. Requests are checked by `parseInput`, answers by this. */
export function routeSchema(spec: OperationSpec): FastifySchema {
  const hasParams = spec.path.includes('{')
  return {
    ...({
      operationId: spec.id,
      summary: spec.summary,
      tags: [spec.tag],
      description: describe(spec),
      security: spec.permission === 'none' ? [] : [{ token: [] }, { bearer: [] }],
    } as FastifySchema),
    ...(hasParams ? { params: paramsSchema(spec.path) } : {}),
    ...(spec.query ? { querystring: spec.query } : {}),
    ...(spec.body ? { body: spec.body } : {}),
    response: { ...success(spec), ...errorResponses(spec) },
  }
}

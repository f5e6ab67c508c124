import type { OperationSpec } from '@fairlead/api'
import { parseInput } from '@fairlead/api'
import { type App, AppError, anySignal } from '@fairlead/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Authentication } from './authentication.ts'
import { toAppError, toErrorBody } from './error-answer.ts'
import { eventStream } from './event-stream.ts'
import { routeSchema } from './open-api.ts'
import type { ReportError } from './report-error.ts'
import type { Asked, Route, Session } from './route.ts'
import type { SessionCookie } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, once that is known. */
    asker: import('@fairlead/core').Principal | null
  }
}

export interface RouteContext {
  readonly app: App
  readonly authentication: Authentication
  readonly cookie: SessionCookie
  readonly report: ReportError
  readonly heartbeatMs: number
  /** Fires when the server begins to end. */
  readonly closing: AbortSignal
}

const fastifyPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1')

/** Only a caller that names the type gets a stream: `*\/*` is what clients send that want JSON. */
const asksForEvents = (request: FastifyRequest): boolean =>
  (request.headers.accept ?? '')
    .split(',')
    .some((range) => range.split(';')[0]?.trim().toLowerCase() === 'text/event-stream')

const refusesEvents = (request: FastifyRequest): boolean => {
  const accept = request.headers.accept
  return accept !== undefined && !asksForEvents(request) && !/(^|,)\s*(\*|text)\/\*/.test(accept)
}

/** Fires when the caller is gone before it had its whole answer. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) {
      gone.abort(new AppError('operation.canceled', 'The caller went away before the answer was there.'))
    }
  })
  return gone.signal
}

const sessionOf = (
  { authentication, cookie }: RouteContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Session => ({
  async begin(token) {
    const who = await authentication.recognize(request, token)
    cookie.set(request, reply, token)
    return who
  },
  end: () => cookie.clear(request, reply),
})

function ask(
  context: RouteContext,
  spec: OperationSpec,
  request: FastifyRequest,
  reply: FastifyReply,
  signal: AbortSignal,
): Asked<OperationSpec> {
  const lastEventId = request.headers['last-event-id']
  return {
    ...parseInput(spec, request),
    // A route without a permission has nobody, and its type says so.
    who: request.asker as Asked<OperationSpec>['who'],
    session: sessionOf(context, request, reply),
    signal,
    lastEventId: typeof lastEventId === 'string' ? lastEventId : undefined,
  }
}

/** Routes an operation: who asks and whether they may, then what they ask, then the use case. */
export function registerRoute(server: FastifyInstance, context: RouteContext, route: Route): void {
  const { spec } = route
  server.route({
    method: spec.method,
    url: fastifyPath(spec.path),
    schema: routeSchema(spec),
    onRequest: async (request) => {
      if (spec.permission !== 'none')
        request.asker = await context.authentication.authenticate(request, spec.permission)
    },
    handler: async (request, reply) => {
      const wantsEvents = spec.onlyEvents ? !refusesEvents(request) : asksForEvents(request)
      if (route.stream && wantsEvents) return sendEvents(context, route, request, reply)
      if (!route.answer) {
        throw new AppError(
          'request.not_acceptable',
          'This path answers a stream of events only. Send "Accept: text/event-stream".',
        )
      }
      if (spec.secret) reply.header('cache-control', 'no-store')
      const answer = await route.answer(ask(context, spec, request, reply, goneSignal(reply)), context.app)
      return reply.code(spec.status).send(answer)
    },
  })
}

async function sendEvents(
  context: RouteContext,
  { spec, stream }: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const signal = anySignal(goneSignal(reply), context.closing)
  const events = await stream?.(ask(context, spec, request, reply, signal), context.app)
  if (!events) throw new AppError('internal', 'This path has no events.')
  const failure = (error: unknown) => {
    const known = toAppError(error)
    context.report(known, request)
    return { event: 'error', data: toErrorBody(known, request.id) }
  }
  return reply
    .code(200)
    .type('text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .send(eventStream(events, { spec, heartbeatMs: context.heartbeatMs, signal, failure }))
}

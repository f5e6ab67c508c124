import { randomUUID } from 'node:crypto'
import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { createAuthentication } from './authentication.ts'
import { answerBrokenRequest } from './broken-request.ts'
import { registerConsole } from './console.ts'
import { endConnections } from './end-connections.ts'
import { toAppError, toErrorBody } from './error-answer.ts'
import { BODY_LIMIT, HEARTBEAT_MS, type HttpServerSettings } from './http-settings.ts'
import { routeFault } from './not-found.ts'
import { openApiOptions } from './open-api-document.ts'
import { registerPage } from './page.ts'
import { readJsonBody, readOtherBody } from './read-json-body.ts'
import { registerRoute } from './register-route.ts'
import { createReport, pathOf } from './report-error.ts'
import { routes } from './routes/index.ts'
import { createSessionCookie } from './session-cookie.ts'

export interface HttpServer {
  /** Takes the address and gives it as `http://127.0.0.1:4600`, with the port that was taken. Throws `EADDRINUSE`. */
  listen(address: { readonly host: string; readonly port: number }): Promise<string>
  /** Ends streams, answers what is under way, and closes. */
  close(): Promise<void>
  /** Answers a request without a socket. */
  readonly inject: FastifyInstance['inject']
  /** The OpenAPI document. */
  openApi(): object
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/
const JSON_TYPE = /^application\/([\w.-]+\+)?json($|[ ;])/i

/** A caller's own id is kept, so that both logs can be read side by side. */
const requestId = ({ headers }: { headers: Record<string, string | string[] | undefined> }): string => {
  const given = headers['x-request-id']
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID()
}

/** The HTTP side of Fairlead: the contract's routes, Fairlead's own, `/openapi.json` and `/docs`. */
export async function createHttpServer(settings: HttpServerSettings): Promise<HttpServer> {
  const { app, log, clock } = settings
  const closing = new AbortController()
  const report = createReport(log)
  const specs = routes.map(({ spec }) => spec)

  const fail = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const known = toAppError(error)
    report(known, request)
    const wait = known.details.retryAfterSeconds
    if (typeof wait === 'number') reply.header('retry-after', String(wait))
    if (known.status === 401) reply.header('www-authenticate', 'Bearer realm="fairlead"')
    if (Array.isArray(known.details.allow)) reply.header('allow', known.details.allow.join(', '))
    reply.code(known.status).type('application/json; charset=utf-8')
    reply.serializer(JSON.stringify).send(toErrorBody(known, request.id))
  }

  const server = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    exposeHeadRoutes: false,
    genReqId: requestId,
    requestTimeout: 60_000,
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => fail(error, request, reply),
  })
  endConnections(server.server, closing.signal)
  server.decorateRequest('asker', null)
  server.setValidatorCompiler(() => (value) => ({ value }))
  server.setSerializerCompiler(serializerCompiler)
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(JSON_TYPE, { parseAs: 'string' }, readJsonBody)
  server.addContentTypeParser('*', { parseAs: 'string' }, readOtherBody)
  server.setErrorHandler(fail)
  server.setNotFoundHandler((request, reply) =>
    fail(routeFault(specs, request.method, pathOf(request)), request, reply),
  )

  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  server.addHook('onResponse', async (request, reply) => {
    const facts = {
      requestId: request.id,
      method: request.method,
      path: pathOf(request),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      ...(request.asker ? { token: request.asker.name } : {}),
    }
    log.debug(facts, 'answered')
  })
  // Streams would hold the server open for ever; what else is under way is waited for.
  server.addHook('preClose', async () => closing.abort())

  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Whoever ends TLS in front decides that.
    strictTransportSecurity: false,
  })
  await server.register(swagger, openApiOptions)
  const cookie = createSessionCookie(settings.sessions)
  const authentication = createAuthentication(app, clock, cookie)
  const heartbeatMs = settings.heartbeatMs ?? HEARTBEAT_MS
  for (const route of routes) {
    registerRoute(
      server,
      { app, authentication, cookie, report, heartbeatMs, closing: closing.signal },
      route,
    )
  }
  await registerPage(server)
  await registerConsole(server, settings.consoleFolder)
  await server.ready()

  return {
    listen: async ({ host, port }) => server.listen({ host, port }),
    close: async () => {
      await server.close()
    },
    inject: server.inject.bind(server) as FastifyInstance['inject'],
    openApi: () => server.swagger(),
  }
}

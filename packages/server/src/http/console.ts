import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { type ConsoleFiles, readConsoleFiles } from './console-files.ts'

const DIST = new URL('../../../console/dist/', import.meta.url)
/** What `packages/console/index.html` has in the place of the nonce of its answer. */
const NONCE = '__FAIRLEAD_NONCE__'

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Fairlead</title>
<h1>The console is not built</h1>
<p>Run <code>npm run build:console</code> in the folder of Fairlead, then start the server again. The API and
<a href="/docs">its page</a> work without it.</p></html>`

/**
 * Serves the console: its files under `/assets`, and its one page at `/` and at every address that the page's router
 * knows, so that any of them can be opened, reloaded and sent to somebody.
 */
export async function registerConsole(server: FastifyInstance, folder = DIST): Promise<void> {
  const files = await readConsoleFiles(folder)
  const hidden = { schema: { hide: true } }
  for (const url of ['/', '/login', '/o/*']) {
    server.get(url, hidden, async (_, reply) => sendPage(reply, files?.page))
  }
  server.get<{ Params: { '*': string } }>('/assets/*', hidden, async (request, reply) => {
    const file = files?.assets.get(request.params['*'])
    if (!file) return reply.callNotFound()
    const { encoding, bytes } = file.encoded(request.headers['accept-encoding'])
    if (encoding) reply.header('content-encoding', encoding)
    // The names hold a hash of the content.
    reply.header('cache-control', 'public, max-age=31536000, immutable').header('vary', 'accept-encoding')
    return reply.type(file.type).send(bytes)
  })
}

/**
 * The page may run scripts of this server only, and styles of this server or with the nonce: the component library
 * writes its theme into a style element. https://www.w3.org/TR/CSP3/#framework-directive-source-list
 */
function sendPage(reply: FastifyReply, page: ConsoleFiles['page'] | undefined): FastifyReply {
  reply.type('text/html; charset=utf-8').header('cache-control', 'no-store')
  if (page === undefined) return reply.code(503).send(NOT_BUILT)
  const nonce = randomBytes(16).toString('base64url')
  reply.header(
    'content-security-policy',
    [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  )
  return reply.send(page.replaceAll(NONCE, nonce))
}

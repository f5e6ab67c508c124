import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'

const HTML = 'text/html; charset=utf-8'
const SCRIPT = 'text/javascript; charset=utf-8'
const STYLE = 'text/css; charset=utf-8'

const FILES = [
  ['/docs', 'page.html', HTML],
  ['/docs/page.css', 'page.css', STYLE],
  ['/docs/page.js', 'page.js', SCRIPT],
  ['/docs/element.js', 'element.js', SCRIPT],
  ['/docs/schema-view.js', 'schema-view.js', SCRIPT],
  ['/docs/operation-view.js', 'operation-view.js', SCRIPT],
  ['/docs/guide-view.js', 'guide-view.js', SCRIPT],
] as const

/** The guides that explain codes; a server that was packed without them shows the codes alone. */
const GUIDES = [
  ['/docs/errors.md', 'errors.md'],
  ['/docs/findings.md', 'findings.md'],
] as const

const DOCS = new URL('../../../../docs/', import.meta.url)

/** Serves the OpenAPI document and the page that shows it, which loads nothing from anywhere else. */
export async function registerPage(server: FastifyInstance): Promise<void> {
  for (const [url, name, type] of FILES) {
    const content = await readFile(new URL(`./page/${name}`, import.meta.url))
    server.get(url, { schema: { hide: true } }, async (_, reply) => reply.type(type).send(content))
  }
  for (const [url, name] of GUIDES) {
    const content = await readFile(new URL(name, DOCS)).catch(() => Buffer.from(''))
    server.get(url, { schema: { hide: true } }, async (_, reply) =>
      reply.type('text/markdown; charset=utf-8').send(content),
    )
  }
  server.get('/openapi.json', { schema: { hide: true } }, async (_, reply) =>
    reply.type('application/json; charset=utf-8').serializer(JSON.stringify).send(server.swagger()),
  )
}

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { outgoingCalls } from './support/outgoing-calls.ts'

const PACKAGES = join(dirname(fileURLToPath(import.meta.url)), '..', 'packages')

/** The one place that sends requests: what leaves this server goes through its guarded fetch. */
const GUARDED = 'oci/src/net/'

/** Who opens connections of its own, with what, and why the guard is not on that way. */
const EXCEPTIONS: Readonly<Record<string, { readonly calls: readonly string[]; readonly because: string }>> =
  {
    'api/src/client.ts': {
      calls: ['global fetch'],
      because:
        'The typed client asks the Fairlead server that its own user names: it runs in browsers and in the CLI.',
    },
    'deploy/src/docker/engine.ts': {
      calls: ['http.Agent'],
      because: "The Docker engine's socket, whose path only the operator sets.",
    },
    'deploy/src/docker/pull-stream.ts': { calls: ['http.request'], because: "The Docker engine's socket." },
    'deploy/src/docker/probes/dial.ts': {
      calls: ['net.connect'],
      because: 'Health checks go to containers of our own, at addresses that the engine gave.',
    },
    'deploy/src/docker/probes/ask-http.ts': {
      calls: ['http.request', 'tls.connect'],
      because: 'A health check, on the connection that was dialed.',
    },
    'deploy/src/docker/probes/ask-grpc.ts': {
      calls: ['http2.connect'],
      because: 'A health check, on the connection that was dialed.',
    },
    'deploy/src/kubernetes/connection/transport.ts': {
      calls: ['undici.*'],
      because:
        "A cluster's API server, which only administrators of the installation name, as they name the engine's socket; its official client makes TLS and logins, and no redirect is followed.",
    },
    'server/src/default-target.ts': {
      calls: ['net.connect'],
      because: "Whether the Docker engine's socket answers, at the first start.",
    },
  }

const files = readdirSync(PACKAGES).flatMap((name) =>
  readdirSync(join(PACKAGES, name, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|contract)\.tsx?$/.test(file))
    .map((file) => join(name, 'src', file))
    .filter((file) => !/(^|\/)(test|testing|contract)(\/|\.ts$)/.test(file)),
)
const sourceOf = (file: string): string => readFileSync(join(PACKAGES, file), 'utf8')
const calls = new Map(files.map((file) => [file, outgoingCalls(file, sourceOf(file))] as const))

test('every outgoing request goes through the guarded fetch, but for those that are named with a reason', () => {
  const others = [...calls].filter(
    ([file, found]) => found.length > 0 && !file.startsWith(GUARDED) && !(file in EXCEPTIONS),
  )
  expect(Object.fromEntries(others)).toEqual({})
})

test.each(Object.entries(EXCEPTIONS))('%s opens just what it is allowed to', (file, { calls: allowed }) => {
  expect(calls.get(file)).toEqual(allowed)
})

test('the SDK of AWS sends its requests through our fetch: no client is made without the one configuration', () => {
  const loading = files.filter((file) => /['"]@aws-sdk\/client-/.test(sourceOf(file)))
  const made = loading.flatMap((file) => sourceOf(file).match(/new \w+Client\([^)]*/g) ?? [])
  expect(made.length).toBeGreaterThan(0)
  expect(made.filter((each) => !/\bconfig\b/.test(each))).toEqual([])
  expect(sourceOf('providers/src/aws/ask-aws.ts')).toContain('requestHandler: createSdkFetch(fetch')
})

test('the check sees the guarded fetch itself', () => {
  expect(files.length).toBeGreaterThan(300)
  expect(calls.get(`${GUARDED}guarded-fetch.ts`)).toContain('undici')
})

test.each([
  ["import { request } from 'node:http'", ['http.request']],
  ["import { get as ask } from 'http'", ['http.get']],
  ["import http from 'node:http'", ['http.default']],
  ["import * as net from 'node:net'", ['net.*']],
  ["import https from 'node:https'", ['node:https']],
  ["import axios from 'axios'", ['axios']],
  ["import 'undici'", ['undici']],
  ["const { request } = await import('node:http')", ['http.*']],
  ["const { fetch } = await import('undici')", ['undici.*']],
  ["const answer = await fetch('http://x')", ['global fetch']],
  ['send(fetch)', ['global fetch']],
  ['const given = options.fetch ?? fetch', ['global fetch']],
  ['const ask = (fetch = globalThis.fetch) => fetch(1)', ['global fetch']],
  ['function a(fetch) { return fetch(1) }; fetch(2)', ['global fetch']],
])('the check sees %s', (text, expected) => {
  expect(outgoingCalls('sample.ts', text)).toEqual(expected)
})

test.each([
  "import type { Agent } from 'undici'",
  "import { createServer, type IncomingMessage } from 'node:http'",
  "import { isIP, type Socket } from 'node:net'",
  'const ask = ({ fetch }: Options) => fetch(1)',
  'const ask = (options: Options) => { const { fetch } = options; return () => fetch(1) }',
  'type Fetch = typeof globalThis.fetch & { via(): Fetch }',
  'const answer = await client.fetch(1)',
  'interface Options { readonly fetch: Fetch }',
])('the check lets pass: %s', (text) => {
  expect(outgoingCalls('sample.ts', text)).toEqual([])
})

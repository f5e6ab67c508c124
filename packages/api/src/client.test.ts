import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ApiError, createApiClient } from './client.ts'

// These servers say what a Fairlead server would not; the client against the real one is in packages/server/test.

const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6'

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const clientOf = (baseUrl: string) =>
  createApiClient({ baseUrl, token: 'secret-token', wait: () => Promise.resolve() })

async function failure(call: Promise<unknown>): Promise<ApiError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ApiError) return error
  throw new Error(`not an ApiError: ${error}`)
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

describe('a call fails in plain words', () => {
  test('where nothing listens', async () => {
    const url = await serve(() => undefined)
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    const error = await failure(clientOf(url.replace(/:\d+$/, `:${port}`)).me())
    expect([error.status, error.code, error.retry]).toEqual([0, 'server.unreachable', true])
    expect(error.detail).toMatch(/nothing listens there\. Check the address/)
  })

  test('where the line is cut', async () => {
    const url = await serve((request) => request.socket.destroy())
    expect((await failure(clientOf(url).me())).detail).toContain('the connection was closed')
  })

  test('where something else answers', async () => {
    const url = await serve((_, response) => void response.end('<html>'))
    const error = await failure(clientOf(url).me())
    expect([error.code, error.detail]).toEqual([
      'server.bad_answer',
      `What answers at ${url} is not a Fairlead server of this version: it answered 200 without JSON.`,
    ])
  })

  test('where the answer has another shape', async () => {
    const url = await serve((_, response) => json(response, 200, { token_id: 5 }))
    expect((await failure(clientOf(url).me())).detail).toContain('its answer differs at "token_id"')
  })

  test('where it is sent elsewhere, and the token does not go there', async () => {
    const asked: IncomingMessage[] = []
    const other = await serve((request, response) => {
      asked.push(request)
      response.end()
    })
    const url = await serve((_, response) => void response.writeHead(307, { location: `${other}/me` }).end())
    expect((await failure(clientOf(url).me())).detail).toContain(`it redirects to ${other}/me`)
    expect(asked).toEqual([])
  })

  test('with all that the server says of it', async () => {
    const body = {
      status: 422,
      error: 'Unprocessable Entity',
      detail: 'Nothing was saved.',
      code: 'registry.verification_failed',
      retry: false,
      issues: [],
      findings: [{ code: 'token.refused', severity: 'error', summary: 'Refused.', evidence: [] }],
      details: {},
      request_id: 'abc',
      docs: '/docs#error-registry.verification_failed',
    }
    const url = await serve((_, response) => json(response, 422, body))
    const error = await failure(clientOf(url).me())
    expect(error).toMatchObject({ status: 422, code: 'registry.verification_failed', requestId: 'abc' })
    expect(error.findings.map(({ code }) => code)).toEqual(['token.refused'])
    expect(error.docs).toBe(`${url}/docs#error-registry.verification_failed`)
  })
})

test('a signal ends a call with its own reason', async () => {
  const url = await serve(() => undefined)
  const end = new AbortController()
  const call = clientOf(url).me({ signal: end.signal })
  end.abort(new Error('enough'))
  await expect(call).rejects.toThrow('enough')
})

test('ids and queries are encoded, and an address with a path is kept', async () => {
  const urls: (string | undefined)[] = []
  const url = await serve((request, response) => {
    urls.push(request.url)
    json(response, 200, { results: [] })
  })
  await createApiClient({ baseUrl: `${url}/fairlead/`, token: 't' }).registries.images('a/b', 'c d', {
    search: 'x&y=z',
  })
  expect(urls).toEqual(['/fairlead/organization/a%2Fb/containerRegistry/c%20d/images?search=x%26y%3Dz'])
})

describe('events', () => {
  const event = (id: number) => {
    const data = {
      id,
      organization_id: ID,
      at: '2026-11-22T12:00:00.000Z',
      type: 'container.created',
      data: { container_id: ID, name: `c${id}` },
    }
    return `id: ${id}\nevent: container.created\ndata: ${JSON.stringify(data)}\n\n`
  }

  test('go on after a broken line where they were, without gap or repetition', async () => {
    const asked: (string | undefined)[] = []
    const url = await serve((request, response) => {
      const last = request.headers['last-event-id']
      asked.push(typeof last === 'string' ? last : undefined)
      if (asked.length === 3) return json(response, 503, { not: 'ours' })
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const next = Number(last ?? 0) + 1
      // The second event is cut in the middle.
      response.write(event(next) + event(next + 1).slice(0, 30), () => request.socket.destroy())
    })
    const seen: number[] = []
    for await (const each of clientOf(url).events(ID, { after: 0 })) {
      seen.push(each.id)
      if (seen.length === 4) break
    }
    expect(seen).toEqual([1, 2, 3, 4])
    expect(asked).toEqual(['0', '1', '2', '2', '3'])
  })

  test('that the client does not know are passed over', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`id: 1\nevent: moon.rose\ndata: {}\n\n${event(2)}`)
    })
    for await (const each of clientOf(url).events(ID, { after: 0 })) {
      expect(each.id).toBe(2)
      break
    }
  })

  test('end with what another try would not change', async () => {
    const body = {
      status: 404,
      error: 'Not Found',
      detail: 'No such organization.',
      code: 'organization.not_found',
      retry: false,
      issues: [],
      findings: [],
      details: {},
      request_id: 'x',
      docs: '/docs',
    }
    let asked = 0
    const url = await serve((_, response) => {
      asked++
      json(response, 404, body)
    })
    const error = await failure(clientOf(url).events(ID).next())
    expect([error.code, asked]).toEqual(['organization.not_found', 1])
  })

  test('end when the signal fires, without an error', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(event(1))
    })
    const end = new AbortController()
    const seen: number[] = []
    for await (const each of clientOf(url).events(ID, { after: 0, signal: end.signal })) {
      seen.push(each.id)
      end.abort()
    }
    expect(seen).toEqual([1])
  })
})

test('a verification whose stream is cut is no verification', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end('event: check-started\ndata: {"id":"a","title":"A"}\n\n')
  })
  const started: string[] = []
  const call = clientOf(url).registries.verifySaved(ID, ID, {}, { onStart: ({ id }) => started.push(id) })
  expect((await failure(call)).detail).toBe(
    'The server closed the connection before the verification ended. Try again.',
  )
  expect(started).toEqual(['a'])
})

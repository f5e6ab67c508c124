import { describe, expect, test } from 'vitest'
import { ociError, startTestTwin } from '../testing/twin.ts'

test('a fault hits the paths and the method that it names, as often as it says', async () => {
  const twin = await startTestTwin()
  const { id } = twin.state.addFault({
    path: '/v2/acme/*',
    method: 'GET',
    times: 2,
    effect: { kind: 'status', status: 503, body: 'down', headers: { 'x-why': 'test' } },
  })
  expect((await twin.ask('/v2/')).status).toBe(401)
  expect((await twin.ask('/v2/acme/app/tags/list', { method: 'HEAD' })).status).toBe(401)
  const hit = await twin.ask('/v2/acme/app/tags/list')
  expect([hit.status, hit.text, hit.headers.get('x-why')]).toEqual([503, 'down', 'test'])
  expect(twin.state.faults()).toMatchObject([{ id, hits: 1 }])
  expect((await twin.ask('/v2/acme/other')).status).toBe(503)
  expect(twin.state.faults()).toEqual([])
  expect((await twin.ask('/v2/acme/app/tags/list')).status).toBe(401)
})

test('a fault stays until it is taken back, and the administration is never hit', async () => {
  const twin = await startTestTwin()
  const headers = { authorization: `Bearer ${twin.adminToken.reveal()}` }
  const body = JSON.stringify({ path: '*'.padStart(2, '/'), effect: { kind: 'garbage' } })
  const made = await twin.ask('/_twin/faults', { method: 'POST', headers, body })
  for (const path of ['/v2/', '/api/v3/user', '/token']) {
    const answer = await twin.ask(path)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html'])
  }
  const { id } = made.json as { id: number }
  expect((await twin.ask(`/_twin/faults/${id}`, { method: 'DELETE', headers })).status).toBe(204)
  expect((await twin.ask('/v2/')).status).toBe(401)
})

describe('effects', () => {
  test('close ends the connection without an answer', async () => {
    const twin = await startTestTwin()
    twin.state.addFault({ path: '/v2/', effect: { kind: 'close' } })
    await expect(twin.ask('/v2/')).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } })
  })

  test('hang answers nothing until the client gives up; the twin still closes', async () => {
    const twin = await startTestTwin()
    twin.state.addFault({ path: '/v2/', effect: { kind: 'hang' } })
    const giveUp = new AbortController()
    const hanging = twin.ask('/v2/', { signal: giveUp.signal })
    while (twin.state.faults()[0]?.hits !== 1) await new Promise((resolve) => setImmediate(resolve))
    giveUp.abort()
    await expect(hanging).rejects.toMatchObject({ name: 'AbortError' })
    const open = twin.ask('/v2/').catch((error: unknown) => error)
    while (twin.state.faults()[0]?.hits !== 2) await new Promise((resolve) => setImmediate(resolve))
    await twin.close()
    expect(await open).toBeInstanceOf(Error)
  })

  test('cut ends the connection in the middle of the body', async () => {
    const twin = await startTestTwin()
    twin.state.addFault({ path: '/v2/', effect: { kind: 'cut', afterBytes: 10 } })
    const response = await fetch(`${twin.url}/v2/`)
    expect(response.status).toBe(401)
    const seen: string[] = []
    const read = async () => {
      for await (const chunk of response.body ?? []) seen.push(Buffer.from(chunk).toString())
    }
    await expect(read()).rejects.toThrow('terminated')
    expect(seen.join('')).toBe('{"errors":')
  })

  test('redirect sends elsewhere', async () => {
    const twin = await startTestTwin()
    const location = 'http://127.0.0.1:1/elsewhere'
    twin.state.addFault({ path: '/v2/', effect: { kind: 'redirect', location, status: 307 } })
    const answer = await twin.ask('/v2/')
    expect([answer.status, answer.headers.get('location')]).toEqual([307, location])
  })

  test('rate-limit speaks as the side that was asked', async () => {
    const twin = await startTestTwin()
    twin.state.addFault({ path: '/*', effect: { kind: 'rate-limit', retryAfterSeconds: 7 } })
    const registry = await twin.ask('/v2/')
    expect([registry.status, registry.headers.get('retry-after')]).toEqual([429, '7'])
    expect(ociError(registry)?.code).toBe('TOOMANYREQUESTS')
    expect((await twin.ask('/api/v3/user')).json).toMatchObject({
      message: expect.stringContaining('secondary rate limit'),
      status: '429',
    })
  })

  test('latency holds every answer back, and so does the option', async () => {
    const twin = await startTestTwin({ latencyMs: 30 })
    const timed = async () => {
      const before = performance.now()
      await twin.ask('/v2/')
      return performance.now() - before
    }
    // Timers may fire a millisecond early.
    expect(await timed()).toBeGreaterThan(28)
    twin.state.addFault({ path: '/v2/', effect: { kind: 'latency', ms: 40 } })
    expect(await timed()).toBeGreaterThan(68)
  })
})

import { expect, test } from 'vitest'
import { ASKED_ORIGIN, mappedFetch } from './mapped-fetch.ts'
import { answerJson, serveScript } from './scripted-server.ts'

test('a mapped address is answered by the server that plays it, which learns who is asked', async () => {
  const server = await serveScript((request, response) =>
    answerJson(response, 200, { origin: request.headers[ASKED_ORIGIN], said: request.headers['x-said'] }),
  )
  const { fetch, seen } = mappedFetch({ 'https://auth.example.com': server.url })
  const response = await fetch('https://auth.example.com/token?a=1', { headers: { 'x-said': 'hello' } })
  expect(await response.json()).toEqual({ origin: 'https://auth.example.com', said: 'hello' })
  expect(server.seen).toEqual(['GET /token?a=1'])
  expect(seen).toEqual([{ method: 'GET', url: 'https://auth.example.com/token?a=1', authorized: false }])
})

test('any other address is refused before anything is sent', async () => {
  const { fetch } = mappedFetch((origin) =>
    origin === 'https://a.example' ? 'http://127.0.0.1:1' : undefined,
  )
  await expect(fetch('https://b.example/')).rejects.toThrow(/tried to leave this machine/)
})

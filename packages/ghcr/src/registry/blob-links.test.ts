import { once } from 'node:events'
import { createServer, get, IncomingMessage } from 'node:http'
import { type AddressInfo, Socket } from 'node:net'
import { systemClock } from '@fairlead/core'
import { createFileStorage } from '@fairlead/oci/registry'
import { expect, onTestFinished, test, vi } from 'vitest'
import { digestOf, encoded, startTestTwin, temporaryFolder } from '../testing/twin.ts'
import { createBlobLinks } from './blob-links.ts'
import { createSigner } from './signature.ts'

const LAYER = 'the bytes of a layer'
const DIGEST = digestOf(LAYER)

async function blobAddress() {
  const twin = await startTestTwin()
  const token = await twin.token({ scopes: ['write:packages'] })
  await twin.push('acme/team/app', 'v1', token, { layer: LAYER })
  const headers = { authorization: encoded(token) }
  const answer = await twin.ask(`/v2/acme/team/app/blobs/${DIGEST}`, { headers })
  return { twin, headers, answer, location: answer.headers.get('location') ?? '' }
}

test('a blob is served from a signed address of another origin', async () => {
  const { twin, answer, location } = await blobAddress()
  expect(answer.status).toBe(307)
  expect(new URL(location).origin).not.toBe(twin.url)
  expect(new URL(location).hostname).toBe('localhost')
  const blob = await twin.ask(location)
  expect([blob.status, blob.text]).toEqual([200, LAYER])
})

test('there a request with Authorization is refused, as object stores refuse it', async () => {
  const { twin, headers, location } = await blobAddress()
  expect((await twin.ask(location, { headers })).status).toBe(400)
})

test('there ranges are served', async () => {
  const { twin, location } = await blobAddress()
  const part = async (range: string) => {
    const { status, text, headers } = await twin.ask(location, { headers: { range } })
    return [status, status < 300 ? text : '', headers.get('content-range')]
  }
  const size = LAYER.length
  expect(await part('bytes=4-8')).toEqual([206, 'bytes', `bytes 4-8/${size}`])
  expect(await part('bytes=15-')).toEqual([206, 'layer', `bytes 15-19/${size}`])
  expect(await part('bytes=-5')).toEqual([206, 'layer', `bytes 15-19/${size}`])
  expect(await part('bytes=99-')).toEqual([416, '', `bytes */${size}`])
  expect(await part('bytes=x')).toEqual([200, LAYER, null])
})

test('the address ends, and cannot be changed', async () => {
  const { twin, location } = await blobAddress()
  expect((await twin.ask(location.replace('acme/team/app', 'acme/team/xxx'))).status).toBe(403)
  expect((await twin.ask(location.replace(/se=\d/, 'se=9'))).status).toBe(403)
  expect((await twin.ask(location.split('?')[0] ?? '')).status).toBe(403)
  twin.clock.advance(10 * 60_000)
  expect((await twin.ask(location)).status).toBe(403)
})

test('HEAD of a blob is answered by the registry itself', async () => {
  const { twin, headers } = await blobAddress()
  const answer = await twin.ask(`/v2/acme/team/app/blobs/${DIGEST}`, { method: 'HEAD', headers })
  expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(LAYER.length)])
})

test('the file is closed when the client left before it was sent', async () => {
  const storage = createFileStorage(await temporaryFolder())
  onTestFinished(() => storage.close())
  const { digest } = await storage.blobs.put('acme/app', Buffer.from(LAYER))
  const links = createBlobLinks(createSigner(), storage, systemClock)
  const opened = vi.spyOn(storage.blobs, 'open')
  const { get: find } = storage.blobs
  const server = createServer(async (request, response) => {
    vi.spyOn(storage.blobs, 'get').mockImplementation(async (...of) => {
      const gone = once(request.socket, 'close')
      client.destroy()
      await gone
      return find(...of)
    })
    await links.serve(request, response, new URL(request.url ?? '', 'http://localhost'))
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const asked = new IncomingMessage(new Socket())
  asked.headers.host = `localhost:${port}`
  const client = get(links.redirect('acme/app', digest, asked) ?? '').on('error', () => {})
  await vi.waitFor(() => expect(opened).toHaveResolved())
  const blob = await opened.mock.results[0]?.value
  await vi.waitFor(() => expect(blob.stream.closed).toBe(true))
})

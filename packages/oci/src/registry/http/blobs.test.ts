import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { get } from 'node:http'
import { expect, test, vi } from 'vitest'
import { digestOf, sha256Digest } from '../../spec/index.ts'
import { codesOf, startRegistry } from '../testing/running-registry.ts'

const MIB = 1024 * 1024

test('a blob comes back byte for byte, whole and in parts', async () => {
  const { storage, fetch } = await startRegistry()
  const content = randomBytes(3 * MIB)
  const { digest } = await storage.blobs.put('acme/app', content)
  const whole = await fetch(`/v2/acme/app/blobs/${digest}`)
  expect(whole.status).toBe(200)
  expect(whole.headers.get('docker-content-digest')).toBe(digest)
  expect(whole.headers.get('content-length')).toBe(String(content.length))
  expect(content.equals(await whole.bytes())).toBe(true)

  const part = await fetch(`/v2/acme/app/blobs/${digest}`, { headers: { range: 'bytes=1000000-2000000' } })
  expect(part.status).toBe(206)
  expect(part.headers.get('content-range')).toBe(`bytes 1000000-2000000/${content.length}`)
  expect(content.subarray(1_000_000, 2_000_001).equals(await part.bytes())).toBe(true)
})

test('HEAD tells size and digest, and sends nothing', async () => {
  const { storage, fetch } = await startRegistry()
  const { digest } = await storage.blobs.put('acme/app', Buffer.from('hello'))
  const answer = await fetch(`/v2/acme/app/blobs/${digest}`, { method: 'HEAD' })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-length')).toBe('5')
  expect(await answer.text()).toBe('')
})

test('an impossible range is 416 and tells the size', async () => {
  const { storage, fetch } = await startRegistry()
  const { digest } = await storage.blobs.put('acme/app', Buffer.from('hello'))
  const answer = await fetch(`/v2/acme/app/blobs/${digest}`, { headers: { range: 'bytes=5-' } })
  expect(answer.status).toBe(416)
  expect(answer.headers.get('content-range')).toBe('bytes */5')
  expect(await codesOf(answer)).toEqual(['SIZE_INVALID'])
})

test('a range counts only for the content that If-Range names', async () => {
  const { storage, fetch } = await startRegistry()
  const { digest } = await storage.blobs.put('acme/app', Buffer.from('hello'))
  const ask = (condition: string) =>
    fetch(`/v2/acme/app/blobs/${digest}`, { headers: { range: 'bytes=0-0', 'if-range': condition } })
  expect((await ask(`"${digest}"`)).status).toBe(206)
  expect((await ask('"other"')).status).toBe(200)
})

test('an empty blob is a blob', async () => {
  const { storage, fetch } = await startRegistry()
  const { digest } = await storage.blobs.put('acme/app', new Uint8Array())
  const answer = await fetch(`/v2/acme/app/blobs/${digest}`)
  expect([answer.status, await answer.text()]).toEqual([200, ''])
})

test('a blob of another repository is not seen', async () => {
  const { storage, fetch } = await startRegistry()
  const { digest } = await storage.blobs.put('acme/secret', Buffer.from('hello'))
  const answer = await fetch(`/v2/acme/app/blobs/${digest}`)
  expect(answer.status).toBe(404)
  expect(await codesOf(answer)).toEqual(['BLOB_UNKNOWN'])
})

test('sha512 blobs are blobs too', async () => {
  const { storage, fetch } = await startRegistry()
  const digest = digestOf('sha512', Buffer.from('hello'))
  await storage.blobs.put('acme/app', Buffer.from('hello'), digest)
  expect(await (await fetch(`/v2/acme/app/blobs/${digest}`)).text()).toBe('hello')
})

test('a deleted blob is gone at once, and only from its own repository', async () => {
  const { storage, fetch } = await startRegistry()
  const { digest } = await storage.blobs.put('acme/app', Buffer.from('hello'))
  await storage.blobs.mount('acme/other', digest, 'acme/app')
  expect((await fetch(`/v2/acme/app/blobs/${digest}`, { method: 'DELETE' })).status).toBe(202)
  expect((await fetch(`/v2/acme/app/blobs/${digest}`)).status).toBe(404)
  expect((await fetch(`/v2/acme/app/blobs/${digest}`, { method: 'DELETE' })).status).toBe(404)
  expect(await (await fetch(`/v2/acme/other/blobs/${digest}`)).text()).toBe('hello')
})

test('the file is closed when the client leaves in the middle of a blob', async () => {
  const { storage, url, errors } = await startRegistry()
  const content = Buffer.alloc(64 * MIB)
  const { digest } = await storage.blobs.put('acme/app', content)
  const open = vi.spyOn(storage.blobs, 'open')
  const request = get(`${url}/v2/acme/app/blobs/${digest}`).on('error', () => {})
  const [response] = await once(request, 'response')
  await once(response, 'data')
  const opened = await open.mock.results[0]?.value
  const closed = new Promise((resolve) => opened.stream.once('close', resolve))
  request.destroy()
  await closed
  expect(opened.stream.destroyed).toBe(true)
  expect(errors).toEqual([])
})

test('the file is closed when the client left before the answer began', async () => {
  const { storage, url, errors } = await startRegistry({
    behaviour: {
      async blobRedirect(_repository, _digest, asked) {
        const gone = once(asked.socket, 'close')
        request.destroy()
        await gone
        return undefined
      },
    },
  })
  const { digest } = await storage.blobs.put('acme/app', Buffer.from('hello'))
  const open = vi.spyOn(storage.blobs, 'open')
  const request = get(`${url}/v2/acme/app/blobs/${digest}`).on('error', () => {})
  await vi.waitFor(() => expect(open).toHaveResolved())
  const opened = await open.mock.results[0]?.value
  await vi.waitFor(() => expect(opened.stream.closed).toBe(true))
  expect(errors).toEqual([])
})

test('a malformed digest is DIGEST_INVALID', async () => {
  const { fetch } = await startRegistry()
  for (const bad of [
    'sha256:xyz',
    'md5:d41d8cd98f00b204e9800998ecf8427e',
    'x',
    sha256Digest(Buffer.from('')).toUpperCase(),
  ]) {
    const answer = await fetch(`/v2/acme/app/blobs/${encodeURIComponent(bad)}`)
    expect([answer.status, await codesOf(answer)]).toEqual([400, ['DIGEST_INVALID']])
  }
})

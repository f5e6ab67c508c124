import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { digestOf, sha256Digest } from '../../spec/index.ts'
import { createFileStorage } from '../index.ts'
import { codesOf, type RunningRegistry, startRegistry } from '../testing/running-registry.ts'

const CONTENT = randomBytes(10_000)
const DIGEST = sha256Digest(CONTENT)

async function start({ fetch }: RunningRegistry, repository = 'acme/app'): Promise<string> {
  const answer = await fetch(`/v2/${repository}/blobs/uploads/`, { method: 'POST' })
  expect(answer.status).toBe(202)
  return answer.headers.get('location') ?? ''
}

const chunk = ({ fetch }: RunningRegistry, location: string, from: number, to: number, method = 'PATCH') =>
  fetch(location, {
    method,
    body: CONTENT.subarray(from, to),
    headers: { 'content-range': `${from}-${to - 1}`, 'content-type': 'application/octet-stream' },
  })

const commit = (
  { fetch }: RunningRegistry,
  location: string,
  digest: string,
  body?: Uint8Array<ArrayBuffer>,
) => fetch(`${location}?digest=${digest}`, { method: 'PUT', ...(body ? { body } : {}) })

const pulled = async ({ fetch }: RunningRegistry, digest: string = DIGEST, repository = 'acme/app') =>
  Buffer.from(await (await fetch(`/v2/${repository}/blobs/${digest}`)).bytes())

test('POST, then PUT with everything', async () => {
  const registry = await startRegistry()
  const answer = await commit(registry, await start(registry), DIGEST, CONTENT)
  expect(answer.status).toBe(201)
  expect(answer.headers.get('location')).toBe(`/v2/acme/app/blobs/${DIGEST}`)
  expect(answer.headers.get('docker-content-digest')).toBe(DIGEST)
  expect(CONTENT.equals(await pulled(registry))).toBe(true)
})

test('one POST with everything', async () => {
  const registry = await startRegistry()
  const address = `/v2/acme/app/blobs/uploads/?digest=${DIGEST}`
  const answer = await registry.fetch(address, { method: 'POST', body: CONTENT })
  expect(answer.status).toBe(201)
  expect(CONTENT.equals(await pulled(registry))).toBe(true)
})

test('one PATCH as a stream of unknown length, then PUT', async () => {
  const registry = await startRegistry()
  const location = await start(registry)
  const body = new Blob([CONTENT]).stream()
  const patched = await registry.fetch(location, { method: 'PATCH', body, duplex: 'half' })
  expect([patched.status, patched.headers.get('range')]).toEqual([202, '0-9999'])
  expect((await commit(registry, location, DIGEST)).status).toBe(201)
  expect(CONTENT.equals(await pulled(registry))).toBe(true)
})

test('chunks in order, the last one in the PUT', async () => {
  const registry = await startRegistry()
  const location = await start(registry)
  expect((await chunk(registry, location, 0, 4000)).headers.get('range')).toBe('0-3999')
  expect((await chunk(registry, location, 4000, 8000)).headers.get('range')).toBe('0-7999')
  const answer = await chunk(registry, `${location}?digest=${DIGEST}`, 8000, 10_000, 'PUT')
  expect(answer.status).toBe(201)
  expect(CONTENT.equals(await pulled(registry))).toBe(true)
})

test('a chunk out of order is 416 and changes nothing', async () => {
  const registry = await startRegistry()
  const location = await start(registry)
  await chunk(registry, location, 0, 4000)
  for (const [from, to] of [
    [5000, 6000],
    [0, 4000],
    [3999, 5000],
  ] as const) {
    const answer = await chunk(registry, location, from, to)
    expect([answer.status, answer.headers.get('range')]).toEqual([416, '0-3999'])
    expect(await codesOf(answer)).toEqual(['BLOB_UPLOAD_INVALID'])
  }
  const put = await chunk(registry, `${location}?digest=${DIGEST}`, 0, 10_000, 'PUT')
  expect(put.status).toBe(416)
  const status = await registry.fetch(location)
  expect([status.status, status.headers.get('range')]).toEqual([204, '0-3999'])
  await chunk(registry, location, 4000, 10_000)
  expect((await commit(registry, location, DIGEST)).status).toBe(201)
})

test('a chunk whose length is not that of its range is refused', async () => {
  const registry = await startRegistry()
  const location = await start(registry)
  const wrong = await registry.fetch(location, {
    method: 'PATCH',
    body: CONTENT.subarray(0, 10),
    headers: { 'content-range': '0-10' },
  })
  expect([wrong.status, await codesOf(wrong)]).toEqual([400, ['SIZE_INVALID']])
  const malformed = await registry.fetch(location, {
    method: 'PATCH',
    body: CONTENT,
    headers: { 'content-range': 'all of it' },
  })
  expect([malformed.status, await codesOf(malformed)]).toEqual([400, ['BLOB_UPLOAD_INVALID']])
})

test('content that differs from its digest is refused and not kept', async () => {
  const registry = await startRegistry()
  const location = await start(registry)
  const answer = await commit(registry, location, DIGEST, CONTENT.subarray(1))
  expect([answer.status, await codesOf(answer)]).toEqual([400, ['DIGEST_INVALID']])
  expect((await registry.fetch(`/v2/acme/app/blobs/${DIGEST}`)).status).toBe(404)
  expect((await registry.fetch(location)).status).toBe(404)
  const once = `/v2/acme/app/blobs/uploads/?digest=${DIGEST}`
  expect((await registry.fetch(once, { method: 'POST', body: 'other' })).status).toBe(400)
  expect(await readdir(join(registry.root, 'temporary'))).toEqual([])
})

test('a commit without a digest, or with an unknown kind of one, is DIGEST_INVALID', async () => {
  const registry = await startRegistry()
  const location = await start(registry)
  for (const address of [location, `${location}?digest=md5:00`, `${location}?digest=sha256:00`]) {
    const answer = await registry.fetch(address, { method: 'PUT', body: CONTENT })
    expect([answer.status, await codesOf(answer)]).toEqual([400, ['DIGEST_INVALID']])
  }
})

test('sha512 is hashed as well, in one piece and in chunks', async () => {
  const registry = await startRegistry()
  const digest = digestOf('sha512', CONTENT)
  expect((await commit(registry, await start(registry), digest, CONTENT)).status).toBe(201)
  const location = await start(registry, 'acme/other')
  await chunk(registry, location, 0, 4000)
  await chunk(registry, location, 4000, 10_000)
  expect((await commit(registry, location, digest)).status).toBe(201)
  expect(CONTENT.equals(await pulled(registry, digest, 'acme/other'))).toBe(true)
})

test('an upload without a single byte is the empty blob', async () => {
  const registry = await startRegistry()
  const digest = sha256Digest(new Uint8Array())
  expect((await commit(registry, await start(registry), digest)).status).toBe(201)
  expect((await pulled(registry, digest)).length).toBe(0)
})

test('a cancelled upload is gone', async () => {
  const registry = await startRegistry()
  const location = await start(registry)
  await chunk(registry, location, 0, 4000)
  expect((await registry.fetch(location, { method: 'DELETE' })).status).toBe(204)
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const answer = await registry.fetch(location, { method })
    expect(answer.status).toBe(404)
    expect(await codesOf(answer)).toEqual(['BLOB_UPLOAD_UNKNOWN'])
  }
  expect(await readdir(join(registry.root, 'uploads'))).toEqual([])
})

test('an upload belongs to its repository, and an id that is none is unknown', async () => {
  const registry = await startRegistry()
  const location = await start(registry)
  const id = location.split('/').at(-1)
  for (const address of [
    `/v2/acme/other/blobs/uploads/${id}`,
    '/v2/acme/app/blobs/uploads/nonsense',
    '/v2/acme/app/blobs/uploads/..%2F..',
    `/v2/acme/app/blobs/uploads/${id}.`,
  ]) {
    expect((await registry.fetch(address)).status).toBe(404)
  }
})

test('an upload goes on after a restart where it stopped', async () => {
  const first = await startRegistry()
  const location = await start(first)
  await chunk(first, location, 0, 4000)
  await chunk(first, location, 4000, 6000)
  const second = await startRegistry({ root: first.root })
  expect((await second.fetch(location)).headers.get('range')).toBe('0-5999')
  await chunk(second, location, 6000, 8000)
  const third = await startRegistry({ root: first.root })
  await chunk(third, location, 8000, 10_000)
  expect((await commit(third, location, DIGEST)).status).toBe(201)
  expect(CONTENT.equals(await pulled(first))).toBe(true)
  expect(await readdir(join(first.root, 'uploads'))).toEqual([])
  expect(await readdir(join(first.root, 'temporary'))).toEqual([])
})

test('what arrived before the client broke off is kept, and the upload goes on from there', async () => {
  const registry = await startRegistry()
  const location = await start(registry)
  const append = vi.spyOn(registry.storage.uploads, 'append')
  const patch = request(new URL(location, registry.url), { method: 'PATCH' })
  patch.on('error', () => {})
  patch.write(CONTENT.subarray(0, 4000))
  const received = async () => (await registry.fetch(location)).headers.get('range')
  await vi.waitUntil(async () => (await received()) === '0-3999')
  patch.destroy()
  await expect(append.mock.results[0]?.value).rejects.toThrow('broke off')
  expect((await chunk(registry, location, 4000, 10_000)).status).toBe(202)
  expect((await commit(registry, location, DIGEST)).status).toBe(201)
  expect(registry.errors).toEqual([])
})

test('a client that falls silent in the middle of its body is disconnected', async () => {
  const registry = await startRegistry({ idleTimeoutMs: 1000 })
  const location = await start(registry)
  const patch = request(new URL(location, registry.url), { method: 'PATCH' })
  const failed = once(patch, 'error')
  patch.write(CONTENT.subarray(0, 4000))
  await expect(failed).resolves.toBeDefined()
  expect((await registry.fetch(location)).headers.get('range')).toBe('0-3999')
  expect(registry.errors).toEqual([])
})

test('two requests at once on one upload: one is refused, neither spoils it', async () => {
  const registry = await startRegistry()
  const location = await start(registry)
  const slow = request(new URL(location, registry.url), { method: 'PATCH' })
  const answered = once(slow, 'response')
  slow.write(CONTENT.subarray(0, 4000))
  await vi.waitUntil(async () => (await registry.fetch(location)).headers.get('range') === '0-3999')
  expect((await chunk(registry, location, 4000, 10_000)).status).toBe(416)
  slow.end(CONTENT.subarray(4000))
  const [response] = await answered
  expect(response.statusCode).toBe(202)
  response.resume()
  expect((await commit(registry, location, DIGEST)).status).toBe(201)
})

test('many uploads of one blob at the same time all succeed', async () => {
  const registry = await startRegistry()
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, turn) => {
      const repository = turn % 2 ? 'acme/app' : 'acme/other'
      return commit(registry, await start(registry, repository), DIGEST, CONTENT)
    }),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  expect(CONTENT.equals(await pulled(registry))).toBe(true)
})

test('a mount makes the blob seen without sending it', async () => {
  const registry = await startRegistry()
  await registry.storage.blobs.put('acme/base', CONTENT)
  const address = `/v2/acme/app/blobs/uploads/?mount=${DIGEST}&from=acme/base`
  const answer = await registry.fetch(address, { method: 'POST' })
  expect([answer.status, answer.headers.get('location')]).toEqual([201, `/v2/acme/app/blobs/${DIGEST}`])
  expect(CONTENT.equals(await pulled(registry))).toBe(true)
})

test('a mount that is impossible becomes an ordinary upload', async () => {
  const registry = await startRegistry()
  for (const from of ['acme/absent', '../../etc', 'UPPER']) {
    const address = `/v2/acme/app/blobs/uploads/?mount=${DIGEST}&from=${from}`
    const answer = await registry.fetch(address, { method: 'POST' })
    expect(answer.status).toBe(202)
    expect((await registry.fetch(answer.headers.get('location') ?? '')).status).toBe(204)
  }
})

test('a mount from a repository that the caller may not read becomes an ordinary upload', async () => {
  const denied = { status: 403, errors: [{ code: 'DENIED' }] }
  const asked: unknown[] = []
  const registry = await startRegistry({
    authorize: ({ action, repository, mountFrom }) => {
      asked.push([action, repository, mountFrom])
      return repository === 'acme/secret' ? denied : undefined
    },
  })
  await registry.storage.blobs.put('acme/secret', CONTENT)
  const named = await registry.fetch(`/v2/acme/app/blobs/uploads/?mount=${DIGEST}&from=acme/secret`, {
    method: 'POST',
  })
  expect(named.status).toBe(202)
  expect(asked).toEqual([
    ['push', 'acme/app', 'acme/secret'],
    ['pull', 'acme/secret', undefined],
  ])
  const anonymous = await registry.fetch(`/v2/acme/app/blobs/uploads/?mount=${DIGEST}`, { method: 'POST' })
  expect(anonymous.status).toBe(202)
})

test('a mount without a source finds the blob where the caller may read it', async () => {
  const registry = await startRegistry()
  await registry.storage.blobs.put('acme/base', CONTENT)
  const address = `/v2/acme/app/blobs/uploads/?mount=${DIGEST}`
  expect((await registry.fetch(address, { method: 'POST' })).status).toBe(201)
  const strict = await startRegistry({ root: registry.root, behaviour: { anonymousMount: false } })
  const other = `/v2/acme/other/blobs/uploads/?mount=${DIGEST}`
  expect((await strict.fetch(other, { method: 'POST' })).status).toBe(202)
})

test('two processes on one folder can share an upload', async () => {
  const registry = await startRegistry()
  const other = createFileStorage(registry.root)
  const { id } = await registry.storage.uploads.start('acme/app')
  await registry.storage.uploads.append('acme/app', id, CONTENT.subarray(0, 10))
  await other.uploads.append('acme/app', id, CONTENT.subarray(10, 5000))
  await registry.storage.uploads.append('acme/app', id, CONTENT.subarray(5000))
  expect(await other.uploads.commit('acme/app', id, DIGEST)).toEqual({ digest: DIGEST, size: 10_000 })
  expect(CONTENT.equals(await pulled(registry))).toBe(true)
  await other.close()
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { ACME, pushImage, startTestTwin, temporaryFolder } from './testing/twin.ts'
import { startTwin } from './twin.ts'

describe('the state', () => {
  test('is there again after a restart, with its tokens and images', async () => {
    const data = await temporaryFolder()
    const first = await startTestTwin({ data })
    const token = await first.token({ scopes: ['write:packages'] })
    await first.push('acme/app', 'v1', token)
    const before = await first.state.snapshot()
    await first.close()
    const second = await startTestTwin({ data, seed: undefined })
    expect(await second.state.snapshot()).toEqual(before)
    expect((await second.registry('GET', 'acme/app', 'manifests/v1', token)).status).toBe(200)
  })

  test('holds no token in plain text', async () => {
    const twin = await startTestTwin()
    const token = await twin.token({ scopes: ['write:packages'] })
    await twin.push('acme/app', 'v1', token)
    const journal = await readFile(join(twin.data, 'twin.jsonl'), 'utf8')
    expect(journal).toContain('write:packages')
    expect(journal).not.toContain(token)
    expect(journal).not.toContain(token.slice(4))
  })

  test('keeps everything that was confirmed before a kill -9', async () => {
    const data = await temporaryFolder()
    const module = fileURLToPath(new URL('./twin.ts', import.meta.url))
    const script = `
      const { startTwin } = await import(${JSON.stringify(module)})
      const twin = await startTwin({ mode: 'ghcr', data: ${JSON.stringify(data)} })
      for (let at = 0; ; at++) {
        await twin.state.putUser({ login: 'user-' + at })
        process.stdout.write('user-' + at + '\\n')
      }`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exit = once(child, 'exit')
    const confirmed: string[] = []
    for await (const line of createInterface({ input: child.stdout })) {
      confirmed.push(line)
      if (confirmed.length === 25) child.kill('SIGKILL')
    }
    await exit
    const twin = await startTestTwin({ data, seed: undefined })
    for (const login of confirmed) expect(twin.state.user(login)?.login).toBe(login)
    expect(twin.state.users().length - confirmed.length).toBeLessThanOrEqual(1)
  })
})

describe('the seed', () => {
  test('may be a file; tokens without a value are made up and given once', async () => {
    const data = await temporaryFolder()
    const value = `ghp_${'B'.repeat(36)}`
    const seed = join(data, 'seed.json')
    const tokens = [
      { name: 'made', login: 'alice' },
      { name: 'given', login: 'bob', value },
    ]
    await writeFile(seed, JSON.stringify({ ...ACME, tokens }))
    const first = await startTestTwin({ data, seed })
    expect([...first.issued.keys()]).toEqual(['made'])
    expect((await first.api('/user', first.issued.get('made')?.reveal())).json).toMatchObject({
      login: 'alice',
    })
    expect((await first.api('/user', value)).json).toMatchObject({ login: 'bob' })
    await first.close()
    const second = await startTestTwin({ data, seed })
    expect(second.issued.size).toBe(0)
    expect(second.state.tokens()).toHaveLength(2)
  })

  test('does not undo what an administrator changed since', async () => {
    const data = await temporaryFolder()
    const seed = {
      ...ACME,
      settings: { linkedPrivateNeedsRepo: false },
      tokens: [{ name: 'ci', login: 'alice' }],
    }
    const first = await startTestTwin({ data, seed })
    await first.state.putOrganization({ login: 'acme', samlSso: true })
    await first.state.revokeToken(first.state.tokens()[0]?.id ?? 0)
    await first.state.putSettings({ linkedPrivateNeedsRepo: true })
    await first.close()
    const second = await startTestTwin({ data, seed })
    expect(second.state.organization('acme')?.samlSso).toBe(true)
    expect(second.state.tokens()[0]?.revokedAt).not.toBeNull()
    expect(second.state.settings().linkedPrivateNeedsRepo).toBe(true)
  })

  test.each([
    ['a wrong field', { users: [{ login: 'x', nick: 'y' }] }, 'users[0].nick is not known here'],
    [
      'an unknown owner',
      { packages: [{ owner: 'none', name: 'app' }] },
      'owner names no user or organization',
    ],
  ])('with %s is refused, and the port is free again', async (_, seed, message) => {
    const data = await temporaryFolder()
    const port = await freePort()
    await expect(startTwin({ mode: 'ghcr', data, port, seed: seed as never })).rejects.toThrow(message)
    const twin = await startTestTwin({ port })
    expect(twin.url).toBe(`http://127.0.0.1:${port}`)
  })

  test('in a file that is not JSON is refused', async () => {
    const data = await temporaryFolder()
    const seed = join(data, 'seed.json')
    await writeFile(seed, '{')
    await expect(startTwin({ mode: 'ghcr', data, seed })).rejects.toMatchObject({ code: 'request.invalid' })
  })
})

async function freePort(): Promise<number> {
  const twin = await startTwin({ mode: 'open', data: await temporaryFolder() })
  await twin.close()
  return Number(new URL(twin.url).port)
}

test('a taken port is EADDRINUSE, and the data of the first twin is not touched', async () => {
  const first = await startTestTwin()
  const port = Number(new URL(first.url).port)
  const second = startTwin({ mode: 'ghcr', data: first.data, port })
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
  expect((await first.state.putUser({ login: 'later' })).login).toBe('later')
})

test('a data folder that cannot be made is the error of the system', async () => {
  const file = join(await temporaryFolder(), 'file')
  await writeFile(file, '')
  await expect(startTwin({ mode: 'ghcr', data: join(file, 'data') })).rejects.toMatchObject({
    code: 'ENOTDIR',
  })
})

test('closing twice is closing once', async () => {
  const twin = await startTestTwin()
  await Promise.all([twin.close(), twin.close()])
  await expect(twin.ask('/v2/')).rejects.toThrow('fetch failed')
})

test('the open mode is a plain registry: anyone pushes and pulls, blobs come straight', async () => {
  const twin = await startTestTwin({ mode: 'open', seed: undefined })
  const digest = await pushImage(twin.url, 'any/name', 'v1', undefined)
  expect((await twin.ask('/v2/')).status).toBe(200)
  const manifest = await twin.ask('/v2/any/name/manifests/v1')
  expect(manifest.headers.get('docker-content-digest')).toBe(digest)
  const { config } = manifest.json as { config: { digest: string } }
  expect((await twin.ask(`/v2/any/name/blobs/${config.digest}`)).status).toBe(200)
  expect((await twin.ask(`/v2/any/name/manifests/${digest}`, { method: 'DELETE' })).status).toBe(202)
  expect((await twin.ask('/token')).status).toBe(404)
  expect((await twin.ask('/api/v3/user')).status).toBe(404)
})

test('a path that is none of the twin is not found, whatever it looks like', async () => {
  const twin = await startTestTwin()
  for (const path of ['/', '/v1/', '/v2x', '/api/v4/user', '/%'])
    expect((await twin.ask(path)).status).toBe(404)
})

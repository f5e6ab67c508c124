import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { main } from '../main.ts'
import { recordedIo, run } from '../testing/recorded-io.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-cli-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('it answers as ghcr.io does, prints what a person needs, and Ctrl-C ends it with 130', async () => {
  const seed = join(folder, 'seed.json')
  await writeFile(
    seed,
    JSON.stringify({ users: [{ login: 'ada' }], tokens: [{ name: 'laptop', login: 'ada', scopes: [] }] }),
  )
  const io = recordedIo()
  const ended = main(['twin', '--port', '0', '--data', join(folder, 'ghcr'), '--seed', seed], io)
  const out = await io.untilOut(/Ctrl-C ends it/)
  const url = /registry +(http:\/\/127\.0\.0\.1:\d+)/.exec(out)?.[1] ?? ''
  const answer = await fetch(`${url}/v2/`)
  expect(answer.status).toBe(401)
  expect(answer.headers.get('www-authenticate')).toContain('Bearer realm=')
  expect(out).toMatch(/token laptop +ghp_\w{36}/)
  io.interrupt()
  expect(await ended).toBe(130)
  await expect(fetch(`${url}/v2/`)).rejects.toThrow()
})

test('SIGTERM is how a service manager ends it: exit code 0', async () => {
  const io = recordedIo()
  const ended = main(
    ['twin', '--mode', 'open', '--port', '0', '--data', join(folder, 'open'), '-o', 'json'],
    io,
  )
  const { mode, registry_url: url } = JSON.parse(await io.untilOut(/\n\}\n/))
  expect(mode).toBe('open')
  expect((await fetch(`${url}/v2/`)).status).toBe(200)
  io.interrupt('SIGTERM')
  expect(await ended).toBe(0)
})

test('a taken port is one clear line and exit code 1', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const address = taken.address()
  const port = typeof address === 'object' && address ? address.port : 0
  try {
    const { code, err } = await run(['twin', '--port', String(port), '--data', join(folder, 'taken')])
    expect(err).toBe(
      `fairlead: Port ${port} of 127.0.0.1 is taken. Choose another one with --port, or end what uses it.\n`,
    )
    expect(code).toBe(1)
  } finally {
    taken.close()
  }
})

test('a data folder that is a file is one clear line and exit code 1', async () => {
  const file = join(folder, 'file')
  await writeFile(file, '')
  const { code, err } = await run(['twin', '--port', '0', '--data', file])
  expect(err).toMatch(/^fairlead: .*is a file where a folder is needed.*\n$/)
  expect(code).toBe(1)
})

test('a seed that is not there is one clear line', async () => {
  const { code, err } = await run([
    'twin',
    '--port',
    '0',
    '--data',
    join(folder, 'x'),
    '--seed',
    join(folder, 'absent.json'),
  ])
  expect(err).toMatch(/^fairlead: .*absent\.json does not exist.*\n$/)
  expect(code).toBe(1)
})

test('a bad seed is a usage error that names the field', async () => {
  const seed = join(folder, 'bad.json')
  await writeFile(seed, JSON.stringify({ users: [{ login: '-' }] }))
  const { code, err } = await run(['twin', '--port', '0', '--data', join(folder, 'y'), '--seed', seed])
  expect(err).toMatch(/login/)
  expect(code).toBe(2)
})

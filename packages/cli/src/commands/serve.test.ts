import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { main } from '../main.ts'
import { recordedIo, run } from '../testing/recorded-io.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-serve-'))
  // As root, PostgreSQL runs as another user, who has to get in.
  await chmod(folder, 0o755)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const env = { FAIRLEAD_LOG: 'silent', DOCKER_HOST: 'unix:///nowhere/docker.sock' }

test('it prints its address and the first token, which is good; started again it keeps what was there', async () => {
  const data = join(folder, 'data')
  const first = recordedIo({ env })
  const ended = main(['serve', '--port', '0', '--data', data, '-o', 'json'], first)
  const { url, first_run: made } = JSON.parse(await first.untilOut(/\n\}\n/))
  const access = { FAIRLEAD_URL: url, FAIRLEAD_TOKEN: made.token }
  expect(await run(['registry', 'list'], { env: access })).toMatchObject({ code: 0 })
  first.interrupt()
  expect(await ended).toBe(130)

  const second = recordedIo({ env })
  const again = main(['serve', '--port', '0', '--data', data], second)
  const out = await second.untilOut(/Ctrl-C ends it/)
  const address = /Open the console {2}(http:\/\/\S+)/.exec(out)?.[1] ?? ''
  // The last thing that is printed, with the token in neither the address nor the text.
  expect(out).toMatch(/Open the console {2}\S+\n {2}and sign in with .*\n\n {2}Ctrl-C ends it/)
  const [, file = ''] = /that this prints: {2}cat (\S+)/.exec(out) ?? []
  expect((await readFile(file, 'utf8')).trim()).toBe(made.token)
  expect(out).not.toContain(made.token)
  expect(await run(['registry', 'list'], { env: { ...access, FAIRLEAD_URL: address } })).toMatchObject({
    code: 0,
  })
  second.interrupt('SIGTERM')
  expect(await again).toBe(0)
}, 120_000)

test('a taken port is one clear line and exit code 1', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const address = taken.address()
  const port = typeof address === 'object' && address ? address.port : 0
  try {
    const { code, out, err } = await run(['serve', '--port', String(port), '--data', join(folder, 'taken')], {
      env,
    })
    expect(err).toMatch(new RegExp(`^fairlead: Port ${port} of 127\\.0\\.0\\.1 is taken\\. [^\\n]*\\n$`))
    expect({ code, out }).toEqual({ code: 1, out: '' })
  } finally {
    taken.close()
  }
}, 120_000)

test('a data folder that cannot be used is one clear line and exit code 1', async () => {
  const file = join(folder, 'file')
  await writeFile(file, '')
  const { code, err } = await run(['serve', '--port', '0', '--data', join(file, 'below')], { env })
  expect(err).toMatch(/^fairlead: [^\n]*below[^\n]*\n$/)
  expect(code).toBe(1)
})

test('a bad setting of the environment is a usage error that names it', async () => {
  const { code, err } = await run(['serve', '--data', folder], { env: { ...env, FAIRLEAD_LOG: 'loud' } })
  expect(err).toContain('FAIRLEAD_LOG')
  expect(code).toBe(2)
})

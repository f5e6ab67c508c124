import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { configFolder } from './config-folder.ts'
import { readLogin, removeLogin, saveLogin } from './saved-login.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'fairlead-login-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const login = { url: 'http://127.0.0.1:4600', token: 'flt_token' }
const envOf = (name: string) => ({ XDG_CONFIG_HOME: join(root, name) })

test('what is saved is read again, and only its owner may read it', async () => {
  const env = envOf('saved')
  const file = await saveLogin(login, env)
  expect(await readLogin(env)).toEqual(login)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('saves at the same moment leave one whole login and no leftovers', async () => {
  const env = envOf('many')
  const logins = Array.from({ length: 20 }, (_, index) => ({ ...login, token: `flt_${index}` }))
  await Promise.all(logins.map((each) => saveLogin(each, env)))
  expect(logins).toContainEqual(await readLogin(env))
  expect(await readdir(configFolder(env))).toEqual(['login.json'])
})

test('a file that others could read becomes private when it is saved again', async () => {
  const env = envOf('open')
  await mkdir(configFolder(env), { recursive: true })
  await writeFile(join(configFolder(env), 'login.json'), '{}', { mode: 0o644 })
  const file = await saveLogin(login, env)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('no login is undefined', async () => {
  expect(await readLogin(envOf('none'))).toBeUndefined()
  expect(await removeLogin(envOf('none'))).toBe(false)
})

test('a damaged file is refused with what to do, without its content', async () => {
  const env = envOf('damaged')
  await saveLogin(login, env)
  await writeFile(join(configFolder(env), 'login.json'), '{"url": "http://127.0.0.1", "token": "flt_sec')
  const failure: unknown = await readLogin(env).catch((error: unknown) => error)
  expect(failure).toMatchObject({ exitCode: 3, remedy: expect.stringContaining('fairlead login') })
  expect(String(failure)).not.toContain('flt_sec')
})

test('a folder that cannot be made is told, and nothing is left behind', async () => {
  await writeFile(join(root, 'file'), '')
  await expect(saveLogin(login, { XDG_CONFIG_HOME: join(root, 'file') })).rejects.toMatchObject({
    code: 'ENOTDIR',
  })
  expect(await readFile(join(root, 'file'), 'utf8')).toBe('')
})

test('a relative XDG_CONFIG_HOME is ignored', () => {
  expect(configFolder({ XDG_CONFIG_HOME: 'here', HOME: '/home/ada' })).toBe('/home/ada/.config/fairlead')
})

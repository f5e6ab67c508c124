import { randomUUID } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveLogin } from '../login/saved-login.ts'
import { main } from '../main.ts'
import { recordedIo, run } from '../testing/recorded-io.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

let started: TestServer
beforeAll(async () => {
  started = await startTestServer()
}, 120_000)
afterAll(() => started.close())

const json = (text: string) => JSON.parse(text)

describe('login and logout', () => {
  const env = () => ({ XDG_CONFIG_HOME: join(started.config, 'login') })
  const file = () => join(started.config, 'login', 'fairlead', 'login.json')

  test('before it every command that needs a server is refused with how to log in', async () => {
    const { code, out, err } = await run(['registry', 'list'], { env: env() })
    expect({ code, out }).toEqual({ code: 3, out: '' })
    expect(err).toBe(
      'fairlead: Nobody is logged in.\nLog in: fairlead login URL, or set FAIRLEAD_URL and FAIRLEAD_TOKEN.\n',
    )
  })

  test('a token that the server refuses is not saved', async () => {
    const { code, err } = await run(['login', started.url], { env: env(), stdin: `flt_${'0'.repeat(43)}` })
    expect(code).toBe(3)
    expect(err).toMatch(/^fairlead: /)
    await expect(stat(file())).rejects.toThrow()
  })

  test('a token from standard input is tried, then saved for its owner only', async () => {
    const { code, out } = await run(['login', `${started.url}/`], { env: env(), stdin: `${started.token}\n` })
    expect(out).toMatch(
      /^✓ Logged in to http:\/\/127\.0\.0\.1:\d+ as administrator \(admin\), in the organization default\.\n$/,
    )
    expect(code).toBe(0)
    expect((await stat(file())).mode & 0o777).toBe(0o600)
    expect((await stat(join(file(), '..'))).mode & 0o777).toBe(0o700)
    expect(json(await readFile(file(), 'utf8'))).toMatchObject({ url: started.url, token: started.token })
  })

  test('the saved login is used', async () => {
    expect(await run(['registry', 'list'], { env: env() })).toMatchObject({ code: 0, err: '' })
  })

  test('the saved token is not sent to another server', async () => {
    const elsewhere = { ...env(), FAIRLEAD_URL: started.twin.twin.url }
    const { code, err } = await run(['registry', 'list'], { env: elsewhere })
    expect(err).toContain(`There is no token for ${started.twin.twin.url}.`)
    expect(code).toBe(3)
  })

  test('the saved organization is not asked of another login', async () => {
    const other = { ...env(), XDG_CONFIG_HOME: join(started.config, 'other') }
    const login = { url: 'http://127.0.0.1:9', token: 'flt_other', organization: randomUUID() }
    await saveLogin(login, other)
    const access = { ...other, FAIRLEAD_URL: started.url, FAIRLEAD_TOKEN: started.token }
    expect(await run(['registry', 'list'], { env: access })).toMatchObject({ code: 0, err: '' })
    await saveLogin({ ...login, url: started.url }, other)
    expect(await run(['registry', 'list'], { env: access })).toMatchObject({ code: 0, err: '' })
  })

  test('a token from the environment, as JSON, without the token in it', async () => {
    const { code, out } = await run(['login', started.url, '-o', 'json'], {
      env: { ...env(), FAIRLEAD_TOKEN: started.token },
    })
    expect(json(out)).toMatchObject({
      url: started.url,
      role: 'admin',
      organization: { name: 'default' },
      file: file(),
    })
    expect(out).not.toContain(started.token)
    expect(code).toBe(0)
  })

  test('logout forgets it', async () => {
    expect(await run(['logout'], { env: env() })).toMatchObject({ code: 0, out: 'Logged out.\n' })
    expect(await run(['logout'], { env: env() })).toMatchObject({ code: 0, out: 'Nobody was logged in.\n' })
    expect((await run(['registry', 'list'], { env: env() })).code).toBe(3)
  })

  test('an address that is none, and an empty token, are usage errors', async () => {
    expect((await run(['login', 'fairlead.example'], { env: env(), stdin: 'x' })).code).toBe(2)
    expect((await run(['login', started.url], { env: env(), stdin: '\n' })).code).toBe(2)
  })

  test('no server at the address: exit code 6, and a server of another kind too', async () => {
    const { code, err } = await run(['registry', 'list'], {
      env: { ...env(), FAIRLEAD_URL: 'http://127.0.0.1:9', FAIRLEAD_TOKEN: 'x' },
    })
    expect(err).toMatch(/^fairlead: No Fairlead server answers at http:\/\/127\.0\.0\.1:9/)
    expect(code).toBe(6)
    const other = { ...env(), FAIRLEAD_URL: started.twin.twin.url, FAIRLEAD_TOKEN: 'x' }
    expect((await run(['registry', 'list'], { env: other })).code).toBe(6)
  })
})

describe('registry', () => {
  const add = (name: string, ...more: string[]): string[] => [
    'registry',
    'add',
    name,
    '--kind',
    'ghcr',
    '--url',
    started.twin.twin.url,
    '--prefix',
    'acme',
    ...more,
  ]
  const withToken = (name: 'good' | 'scopeless') => ({
    env: { FAIRLEAD_REGISTRY_TOKEN: started.twin.tokens[name] },
  })

  test('with none yet, list says how to add one', async () => {
    const { code, out } = await started.fairlead(['registry', 'list'])
    expect(out).toContain('fairlead registry add')
    expect(code).toBe(0)
    const alone = await started.fairlead(['registry', 'verify'])
    expect(alone.err).toMatch(/There is no registry yet/)
    expect(alone.code).toBe(4)
  })

  test('a credential that does not work is not saved: findings, exit code 1', async () => {
    const { code, out, err } = await started.fairlead(add('acme'), withToken('scopeless'))
    expect(out).toMatch(/✗ Token scopes/)
    expect(err).toMatch(/code {6}scope\.none/)
    expect(code).toBe(1)
    expect(json((await started.fairlead(['registry', 'list', '-o', 'json'])).out)).toEqual({ registries: [] })
  })

  test('a good one by standard input is proved and saved', async () => {
    const { code, out, err } = await started.fairlead(add('acme'), { stdin: started.twin.tokens.good })
    expect(out).toMatch(/✓ Pull[\s\S]*✓ Proved and saved as acme/)
    expect(out + err).not.toContain(started.twin.tokens.good)
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })

  test('a taken name is a conflict', async () => {
    const { code, err } = await started.fairlead(add('acme'), withToken('good'))
    expect(err).toMatch(/acme/)
    expect(code).toBe(5)
  })

  test('--unverified saves what was not asked, with the answer as JSON', async () => {
    const argv = add('later', '--unverified', '-o', 'json', '--description', 'for later')
    const { code, out, err } = await started.fairlead(argv, withToken('scopeless'))
    expect(json(out)).toMatchObject({
      registry: { name: 'later', kind: 'GITHUB_CR', description: 'for later' },
      verification: null,
    })
    expect(out + err).not.toContain(started.twin.tokens.scopeless)
    expect(code).toBe(0)
  })

  test('list is a table, and JSON of the documented shape', async () => {
    const { out } = await started.fairlead(['registry', 'list'])
    const [heading, ...rows] = out.trimEnd().split('\n')
    expect(heading).toMatch(/^NAME +STATE +KIND +ADDRESS/)
    expect(rows.map((row) => row.split(/ {2,}/).slice(0, 3))).toEqual([
      ['acme', '✓ works', 'GITHUB_CR'],
      ['later', '– not verified', 'GITHUB_CR'],
    ])
    const column = heading?.indexOf('KIND') ?? -1
    for (const row of rows) expect(row.slice(column)).toMatch(/^GITHUB_CR/)
    const { registries } = json((await started.fairlead(['registry', 'list', '-o', 'json'])).out)
    expect(registries[0]).toMatchObject({
      name: 'acme',
      config: { username: 'acme' },
      verification: { ok: true },
    })
    expect(JSON.stringify(registries)).not.toContain('password')
  })

  test('verify shows each check; with a bad credential the findings and exit code 1', async () => {
    const good = await started.fairlead([
      'registry',
      'verify',
      'acme',
      '--image',
      'acme/app:1.4',
      '--platform',
      'linux/amd64',
    ])
    expect(good.out).toMatch(/^ {2}✓ Pull +\d+ ms/m)
    expect(good.out).toMatch(/✓ It works/)
    expect(good).toMatchObject({ code: 0, err: '' })
    const bad = await started.fairlead(['registry', 'verify', 'later', '-o', 'json'])
    expect(json(bad.out)).toMatchObject({
      registry: { name: 'later' },
      verification: { ok: false, findings: [{ code: 'scope.none' }] },
    })
    expect(bad.err).toMatch(/✗ Token scopes/)
    expect(bad.code).toBe(1)
  })

  test('several and none named: a usage error that lists them', async () => {
    const { code, err } = await started.fairlead(['registry', 'verify'])
    expect(err).toBe(
      'fairlead: There are 2 registries: say which with its NAME.\nChoose from: acme, later.\n',
    )
    expect(code).toBe(2)
  })

  test('an unknown one is not found, with those that are there', async () => {
    const { code, err } = await started.fairlead(['registry', 'show', 'nope'])
    expect(err).toMatch(/^fairlead: There is no registry "nope".*\nThere are: acme, later\.\n$/)
    expect(code).toBe(4)
  })

  test('show tells settings, scopes, capabilities and findings, also by id', async () => {
    const shown = await started.fairlead(['registry', 'show', 'later'])
    expect(shown.out).toMatch(/✗ later {2}1 error/)
    expect(shown.out).toMatch(/code {6}scope\.none/)
    const { registry } = json((await started.fairlead(['registry', 'show', 'acme', '-o', 'json'])).out)
    const { out } = await started.fairlead(['registry', 'show', registry.id])
    expect(out).toMatch(/scopes +read:org, read:packages/)
    expect(out).toMatch(/may +list ✓ {3}pull ✓/)
    expect(out).toMatch(/^ +pull +acme\/\S+ was pulled/m)
    expect(out).toMatch(/^ +delete +The token has no delete:packages\.$/m)
  })

  test('images lists what the credential sees, and the tags of one', async () => {
    expect((await started.fairlead(['registry', 'images', 'acme'])).out).toMatch(
      /^IMAGE .*\nacme\/app +private/,
    )
    expect((await started.fairlead(['registry', 'images', 'acme', '--search', 'zzz'])).out).toMatch(
      /No image of acme/,
    )
    const images = json((await started.fairlead(['registry', 'images', 'acme', '-o', 'json'])).out)
    expect(images).toMatchObject({ images: [{ image_name: 'acme/app', visibility: 'private' }] })
    expect((await started.fairlead(['registry', 'images', 'acme', '--tags', 'acme/app'])).out).toBe(
      '1.4\n1.5\n',
    )
    const tags = json(
      (await started.fairlead(['registry', 'images', 'acme', '--tags', 'acme/app', '-o', 'json'])).out,
    )
    expect(tags).toEqual({ image_name: 'acme/app', tags: ['1.4', '1.5'] })
  })

  test('a kind that is not spoken, a setting that is none and a secret one are usage errors', async () => {
    const unknown = await started.fairlead(['registry', 'add', 'x', '--kind', 'floppy'])
    expect(unknown).toMatchObject({
      code: 2,
      err: expect.stringMatching(/does not speak "floppy"[\s\S]*ghcr/),
    })
    const setting = await started.fairlead(add('x', '--set', 'colour=red'), withToken('good'))
    expect(setting).toMatchObject({ code: 2, err: expect.stringMatching(/"colour" is no setting/) })
    const secret = await started.fairlead(add('x', '--set', 'password=hunter2hunter2'), withToken('good'))
    expect(secret).toMatchObject({
      code: 2,
      err: expect.stringMatching(/secrets are not taken on the command line/),
    })
    expect(secret.err).not.toContain('hunter2')
  })

  test('remove forgets one', async () => {
    expect(await started.fairlead(['registry', 'remove', 'later'])).toMatchObject({
      code: 0,
      out: 'Removed the registry later.\n',
    })
    expect((await started.fairlead(['registry', 'show', 'later'])).code).toBe(4)
  })
})

describe('container', () => {
  test('with none yet, list and status say how to create one', async () => {
    expect((await started.fairlead(['container', 'list'])).out).toContain('fairlead container create')
    expect(await started.fairlead(['container', 'status'])).toMatchObject({ code: 4 })
  })

  test('create needs a tag, a known registry, whole ports and variables', async () => {
    const create = (...argv: string[]) => started.fairlead(['container', 'create', ...argv])
    expect(await create('web', 'acme/app')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/has no tag/),
    })
    expect(await create('web', 'ghcr.io/acme/app:1')).toMatchObject({
      code: 4,
      err: expect.stringMatching(/No registry of ghcr\.io/),
    })
    expect(await create('web', 'acme/app:1.4', '--port', 'x')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/"x" is not a port/),
    })
    expect(await create('web', 'acme/app:1.4', '--env', 'UNSET')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/UNSET is not set here/),
    })
    expect(await create('web', 'acme/app:1.4', '--health-path', '/')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/needs an HTTP port/),
    })
    expect(await create('web', 'acme/App:1.4')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/lower-case/),
    })
    expect((await started.fairlead(['container', 'list', '-o', 'json'])).out).toBe(
      '{\n  "containers": []\n}\n',
    )
  })

  test('a secret variable comes by the environment, is listed without its value and is never repeated', async () => {
    const { host } = new URL(started.twin.twin.url)
    const value = 'hidden-from-everybody'
    const create = ['container', 'create', 'keeper', `${host}/acme/app:1.4`, '--secret-env', 'API_KEY']
    expect(await started.fairlead(create)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/API_KEY is not set here/),
    })
    const typed = await started.fairlead([...create.slice(0, -1), `API_KEY=${value}`])
    expect(typed).toMatchObject({ code: 2, err: expect.stringMatching(/not taken on the command line/) })
    expect(typed.err).not.toContain(value)

    expect((await started.fairlead(create, { env: { API_KEY: value } })).code).toBe(0)
    const variables = (...argv: string[]) =>
      started.fairlead(['container', 'variables', 'keeper', ...argv], { env: { API_KEY: value, NEW: value } })
    const { out } = await variables('--set', 'MODE=quiet', '--set-secret', 'NEW', '--set-secret', 'API_KEY')
    expect(out).toMatch(/^MODE +quiet\nAPI_KEY +\(secret\)\nNEW +\(secret\)$/m)
    expect(out).toContain('fairlead container deploy keeper')
    expect(out).not.toContain(value)
    const listed = await variables('--unset', 'NEW', '--unset', 'MODE', '-o', 'json')
    expect(json(listed.out)).toMatchObject({ variables: [], secrets: [{ key: 'API_KEY' }] })
    expect(listed.out).not.toContain(value)
    expect(await variables('--unset', 'NOBODY')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/no variable NOBODY[\s\S]*There are: API_KEY/),
    })
    expect((await started.fairlead(['container', 'remove', 'keeper'])).code).toBe(0)
  })

  test('create and deploy in one: the steps as they end, where it is now, exit code 0', async () => {
    const { host } = new URL(started.twin.twin.url)
    const argv = [
      'container',
      'create',
      'web',
      `${host}/acme/app:1.4`,
      '--port',
      '8080',
      '--env',
      'A=1',
      '--env',
      'HERE',
      '--deploy',
    ]
    const { code, out, err } = await started.fairlead(argv, { env: { HERE: 'there' } })
    expect(out).toMatch(/^ {2}web {2}created in default\/production from acme\/app:1\.4 of acme$/m)
    expect(out).toMatch(/^ {2}✓ resolve +.* {2}1\.4 is sha256:[0-9a-f]{12}$/m)
    expect(out).toMatch(/^ {2}✓ web is deployed: acme\/app:1\.4 \(sha256:[0-9a-f]{12}\) {2}in /m)
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })

  test('a taken name is a conflict', async () => {
    expect(await started.fairlead(['container', 'create', 'web', 'acme/app:1.4'])).toMatchObject({ code: 5 })
  })

  test('list and status show it, by name, by id and without either', async () => {
    expect((await started.fairlead(['container', 'list'])).out).toMatch(
      /\nweb {3}✓ deployed {2}acme\/app:1\.4 {2}acme +default\/production\n/,
    )
    const document = json((await started.fairlead(['container', 'status', '-o', 'json'])).out)
    expect(document).toMatchObject({
      container: { name: 'web', image_name: 'acme/app', tag: '1.4', ports: [{ internal_port: 8080 }] },
      status: { state: 'DEPLOYED' },
      runtime: { state: expect.any(String), endpoints: expect.any(Array) },
      latest: { action: 'deploy', state: 'succeeded', spec: { variable_names: ['A', 'HERE'] } },
    })
    const { code, out } = await started.fairlead(['container', 'status', document.container.id])
    expect(out).toMatch(/✓ web {2}deployed/)
    expect(code).toBe(0)
  })

  test('deploy another tag, as JSON: the deployment as it ended and nothing else on standard output', async () => {
    const { code, out, err } = await started.fairlead([
      'container',
      'deploy',
      'web',
      '--tag',
      '1.5',
      '--output',
      'json',
    ])
    expect(json(out)).toMatchObject({
      state: 'succeeded',
      origin: 'deploy',
      image: { tag: '1.5', digest: expect.stringMatching(/^sha256:/) },
    })
    expect(err).toMatch(/✓ resolve/)
    expect(code).toBe(0)
  })

  test('a tag that is not there: the finding with its remedy, exit code 1, and status says so too', async () => {
    const { code, out } = await started.fairlead(['container', 'deploy', 'web', '--tag', 'nope'])
    expect(out).toMatch(/✗ resolve/)
    expect(out).toMatch(/code {6}tag\.not_found/)
    expect(out).toMatch(/✗ web could not be deployed; what ran before was kept/)
    expect(code).toBe(1)
    const status = await started.fairlead(['container', 'status', 'web'])
    expect(status.code).toBe(1)
    // What is asked for and what is there are told apart: the digest is that of the latter.
    expect(status.out).toMatch(/asks for +acme\/app:nope/)
    expect(status.out).toMatch(/deployed +acme\/app:(?!nope)[\d.]+\n/)
  })

  test('a tag that is none is a usage error', async () => {
    expect(await started.fairlead(['container', 'deploy', 'web', '--tag', 'a b'])).toMatchObject({ code: 2 })
  })

  test('rollback goes back to the digest before, and history tells all of it', async () => {
    const { code, out } = await started.fairlead(['container', 'rollback', 'web', '-o', 'json'])
    expect(json(out)).toMatchObject({ origin: 'rollback', state: 'succeeded', image: { tag: '1.4' } })
    expect(code).toBe(0)
    const { deployments } = json((await started.fairlead(['container', 'history', '-o', 'json'])).out)
    expect(deployments.map((each: { origin: string; state: string }) => [each.origin, each.state])).toEqual([
      ['rollback', 'succeeded'],
      ['deploy', 'failed'],
      ['deploy', 'succeeded'],
      ['deploy', 'succeeded'],
    ])
    const table = await started.fairlead(['container', 'history', 'web', '--limit', '1'])
    expect(table.out.trimEnd().split('\n')).toHaveLength(2)
    const to = await started.fairlead([
      'container',
      'rollback',
      'web',
      '--to',
      deployments[2].id,
      '-o',
      'json',
    ])
    expect(json(to.out)).toMatchObject({ image: { tag: '1.5' } })
  })

  test('rollback to a deployment that failed or is not there is refused', async () => {
    const absent = '00000000-0000-4000-8000-000000000000'
    expect(await started.fairlead(['container', 'rollback', 'web', '--to', absent])).toMatchObject({
      code: 4,
    })
  })

  test('--no-wait ends when the order is taken; the next command waits for it', async () => {
    const asked = await started.fairlead(['container', 'redeploy', 'web', '--no-wait', '-o', 'json'])
    expect(json(asked.out)).toMatchObject({
      origin: 'redeploy',
      state: expect.stringMatching(/queued|running|succeeded/),
    })
    expect(asked).toMatchObject({ code: 0, err: '' })
    const { id } = json(asked.out)
    for (;;) {
      const { deployments } = json((await started.fairlead(['container', 'history', '-o', 'json'])).out)
      if (deployments.find((each: { id: string }) => each.id === id).finished_at !== null) break
    }
  })

  test('logs of a cluster that is a Git repository: told, not a stack', async () => {
    const { code, err } = await started.fairlead(['container', 'logs', 'web'])
    expect(err).toMatch(/^fairlead: .*Git repository/)
    expect(code).toBe(1)
  })

  test('a registry in use is not removed: the services are listed, exit code 5', async () => {
    const { code, out, err } = await started.fairlead(['registry', 'remove', 'acme', '-o', 'json'])
    expect(err).toContain('default/production/web')
    expect(err).toContain('--force')
    expect(json(out)).toMatchObject({ error: { code: 'registry.in_use', exit_code: 5 } })
    expect(code).toBe(5)
  })

  test('stop, then stop again is a conflict', async () => {
    expect((await started.fairlead(['container', 'stop', 'web'])).out).toMatch(/✓ web is stopped/)
    expect(await started.fairlead(['container', 'stop', 'web'])).toMatchObject({ code: 5 })
  })

  test('names of project and environment narrow, and unknown ones are listed', async () => {
    const { code, err } = await started.fairlead(['container', 'list', '--environment', 'staging'])
    expect(err).toMatch(/There is no environment "staging".*\nThere are: default\/production\./)
    expect(code).toBe(4)
    expect((await started.fairlead(['container', 'list', '--project', 'nope'])).code).toBe(4)
    expect((await started.fairlead(['container', 'list', '--organization', 'nope'])).code).toBe(4)
    const found = await started.fairlead([
      'container',
      'list',
      '--project',
      'DEFAULT',
      '--environment',
      'production',
    ])
    expect(found.out).toContain('web')
  })

  test('remove takes it away, and is not found afterwards', async () => {
    const { code, out } = await started.fairlead(['container', 'remove', 'web', '-o', 'json'])
    expect(json(out)).toMatchObject({ name: 'web', removed: true })
    expect(code).toBe(0)
    expect((await started.fairlead(['container', 'remove', 'web'])).code).toBe(4)
    expect(await started.fairlead(['registry', 'remove', 'acme'])).toMatchObject({ code: 0 })
  })
})

test('Ctrl-C before an answer is exit code 130 and one line', async () => {
  const io = recordedIo({ env: { FAIRLEAD_URL: started.url, FAIRLEAD_TOKEN: started.token } })
  io.interrupt()
  expect(await main(['registry', 'list'], io)).toBe(130)
  expect(io.err()).toBe('fairlead: Interrupted.\n')
})

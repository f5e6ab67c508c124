import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

let started: TestServer
beforeAll(async () => {
  started = await startTestServer()
}, 120_000)
afterAll(() => started?.close())

const json = (text: string) => JSON.parse(text)
const token = (name: 'good' | 'push' | 'scopeless' | 'stranger') => started.twin.tokens[name]
const withToken = (name: 'good' | 'push' | 'scopeless' | 'stranger') => ({
  env: { FAIRLEAD_REGISTRY_TOKEN: token(name) },
})

async function freshToken(scopes: readonly string[] = ['read:packages', 'read:org']) {
  const { token: view, value } = await started.twin.twin.state.createToken({ login: 'ada', scopes })
  return { id: view.id, value: value.reveal() }
}

const add = (name: string, ...more: string[]): string[] => [
  'registry',
  'add',
  name,
  '--url',
  started.twin.twin.url,
  '--prefix',
  'acme',
  ...more,
]

describe('registry kinds', () => {
  test('lists every kind by the name that --kind takes, with its logins', async () => {
    const { code, out } = await started.fairlead(['registry', 'kinds'])
    for (const kind of [
      'ghcr',
      'gitlab',
      'docker-hub',
      'ecr',
      'public-ecr',
      'gar',
      'azure',
      'scaleway',
      'docr',
      'generic',
    ]) {
      expect(out).toMatch(new RegExp(`^${kind} `, 'm'))
    }
    expect(code).toBe(0)
  })

  test('shows what one needs: fields and how to give them, least rights, steps, products', async () => {
    const ecr = (await started.fairlead(['registry', 'kinds', 'ecr'])).out.replaceAll(/\s+/g, ' ')
    expect(ecr).toContain('secret_access_key (secret, FAIRLEAD_REGISTRY_SECRET_ACCESS_KEY)')
    expect(ecr).toContain('role_arn (--set role_arn=…)')
    expect(ecr).toContain('Least rights: ecr:GetAuthorizationToken')
    const generic = (await started.fairlead(['registry', 'kinds', 'generic'])).out
    expect(generic).toContain('harbor: Harbor.')
    const one = json((await started.fairlead(['registry', 'kinds', 'ghcr', '-o', 'json'])).out)
    expect(one.kinds).toMatchObject([{ kind: 'GITHUB_CR', logins: [{ id: 'account' }] }])
    expect((await started.fairlead(['registry', 'kinds', 'floppy'])).code).toBe(2)
  })
})

describe('registry add', () => {
  test('takes several settings and secrets, each from its own place, and says which login they are for', async () => {
    const key = join(started.config, '..', 'key.json')
    await writeFile(key, '{"type":"service_account"}\n')
    const google = await started.fairlead(
      [
        'registry',
        'add',
        'google',
        '--kind',
        'gar',
        '--url',
        'https://europe-docker.pkg.dev',
        '--secret-file',
        `json_credentials=${key}`,
        '--unverified',
      ],
      { stdin: '' },
    )
    // Whatever Google's form says of that key, it was read, and nothing else was asked for.
    expect(google.err).not.toMatch(/Standard input/)
    const aws = await started.fairlead(
      [
        ...['registry', 'add', 'aws', '--kind', 'ecr', '--unverified', '-o', 'json'],
        ...['--url', 'https://123456789012.dkr.ecr.eu-west-3.amazonaws.com'],
        ...['--set', 'access_key_id=AKIAIOSFODNN7EXAMPLE'],
      ],
      { env: { FAIRLEAD_REGISTRY_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' } },
    )
    expect(aws.err).toBe('')
    expect(json(aws.out).registry).toMatchObject({
      kind: 'ECR',
      config: { access_key_id: 'AKIAIOSFODNN7EXAMPLE' },
    })
    expect(aws.out).not.toContain('wJalrXUtnFEMI')
  })

  test('refuses what no kind has, and secrets on the command line', async () => {
    const cases: readonly [string[], RegExp][] = [
      [['--set', 'nothing=1'], /"nothing" is no setting of GitHub Container Registry/],
      [['--set', 'password=x'], /secrets are not taken on the command line[\s\S]*FAIRLEAD_REGISTRY_PASSWORD/],
      [['--secret-file', 'nothing=/x'], /"nothing" is no secret/],
      [['--secret-file', 'password=/nowhere/file'], /cannot be read \(ENOENT\)/],
      [['--login', 'magic'], /has no login "magic"/],
      [['--ca-file', '/nowhere/ca.pem'], /--ca-file: .*cannot be read \(ENOENT\)/],
      [['--preset', 'harbor', '--kind', 'ghcr'], /has no product "harbor"/],
    ]
    for (const [options, message] of cases) {
      const { code, err } = await started.fairlead(add('never', ...options), withToken('good'))
      expect(err).toMatch(message)
      expect(code).toBe(2)
    }
  })

  test('shows the hints of a product, and takes its authority, proxy and prefix', async () => {
    const bad = join(started.config, '..', 'ca.pem')
    await writeFile(bad, 'no certificate')
    const line = [
      'registry',
      'add',
      'harbor',
      '--preset',
      'harbor',
      '--url',
      'https://harbor.example.com',
      '--username',
      'robot$pull',
      '--unverified',
    ]
    const refused = await started.fairlead([...line, '--ca-file', bad], withToken('good'))
    expect(refused.err).toMatch(/robot account[\s\S]*tls\.ca_certificates holds no certificate/)
    expect(refused.code).toBe(2)
    const saved = await started.fairlead(
      [
        ...line,
        '--proxy',
        'http://127.0.0.1:3128',
        '--proxy-username',
        'proxyuser',
        '--insecure-skip-tls-verify',
        '--repository-prefix',
        'shop',
        '-o',
        'json',
      ],
      {
        env: {
          FAIRLEAD_REGISTRY_TOKEN: 'secret-of-harbor',
          FAIRLEAD_REGISTRY_PROXY_PASSWORD: 'secret-of-proxy',
        },
      },
    )
    expect(json(saved.out).registry).toMatchObject({
      kind: 'GENERIC_CR',
      repository_prefix: 'shop',
      tls: { skip_verify: true },
      proxy: { url: 'http://127.0.0.1:3128', username: 'proxyuser' },
    })
    expect(saved.out + saved.err).not.toMatch(/secret-of/)
    expect((await started.fairlead(['registry', 'list'], {})).out).toContain('TLS not verified')
    expect((await started.fairlead(['registry', 'show', 'harbor'])).out).toMatch(
      /TLS +NOT VERIFIED[\s\S]*proxy +http:\/\/127\.0\.0\.1:3128 as proxyuser/,
    )
  })
})

describe('registry edit', () => {
  test('changes what is given and keeps the rest, the secret too', async () => {
    await started.fairlead(add('edited'), withToken('good'))
    const edited = await started.fairlead([
      ...[
        'registry',
        'edit',
        'edited',
        '--description',
        'main',
        '--repository-prefix',
        'acme/team',
        '-o',
        'json',
      ],
    ])
    expect(edited.code).toBe(0)
    expect(json(edited.out)).toMatchObject({
      registry: { description: 'main', repository_prefix: 'acme/team', config: { username: 'acme' } },
      verification: { ok: true, credential: { login: 'ada' } },
    })
    const renamed = await started.fairlead(['registry', 'edit', 'edited', '--name', 'renamed'])
    expect(renamed.out).toMatch(/✓ Proved and saved as renamed/)
  })

  test('wants the secret again where the user changes, and takes it with --secret-again', async () => {
    const moved = ['registry', 'edit', 'renamed', '--prefix', 'ada']
    const refused = await started.fairlead(moved)
    expect(refused.err).toMatch(/config\.password is missing/)
    expect(refused.code).toBe(2)
    const given = await started.fairlead([...moved, '--secret-again', '-o', 'json'], withToken('good'))
    expect(given.code).toBe(0)
    expect(json(given.out).registry.config).toEqual({ username: 'ada' })
  })

  test('a secret in the environment is not taken unless it is asked for', async () => {
    const { out } = await started.fairlead(
      ['registry', 'edit', 'renamed', '--description', 'as it was', '-o', 'json'],
      withToken('stranger'),
    )
    expect(json(out).verification.credential.login).toBe('ada')
  })
})

describe('registry rotate', () => {
  test('tests the new secret on what runs, swaps it, says how to go back, and goes back', async () => {
    await started.fairlead(add('rotated'), withToken('good'))
    await started.fairlead(['container', 'create', 'web', 'acme/app:1.4', '--registry', 'rotated'])
    expect((await started.fairlead(['container', 'deploy', 'web'])).code).toBe(0)
    const next = await freshToken()
    const { code, out, err } = await started.fairlead(['registry', 'rotate', 'rotated'], {
      stdin: next.value,
    })
    expect(out).toMatch(/✓ acme\/app +\d+ ms +acme\/app@sha256:[0-9a-f]{12}[^\n]* is pulled with the new/)
    expect(out).toMatch(/✓ Rotated rotated[\s\S]*is kept until[\s\S]*--undo[\s\S]*--end/)
    expect(out + err).not.toContain(next.value)
    expect(code).toBe(0)
    expect((await started.fairlead(['registry', 'show', 'rotated'])).out).toMatch(/old login until/)
    const second = await started.fairlead(['registry', 'rotate', 'rotated'], {
      stdin: (await freshToken()).value,
    })
    expect([second.code, second.err]).toEqual([
      5,
      expect.stringMatching(/End that rotation or undo it first/),
    ])
    const undone = await started.fairlead(['registry', 'rotate', 'rotated', '--undo'])
    expect(undone.out).toMatch(/from before the rotation again/)
    expect((await started.fairlead(['registry', 'rotate', 'rotated', '--end'])).code).toBe(5)
  })

  test('to a secret that does not do changes nothing: exit code 1, with the findings', async () => {
    const { code, err } = await started.fairlead(['registry', 'rotate', 'rotated'], withToken('scopeless'))
    expect(err).toMatch(/Nothing was changed: [\s\S]*scope\.none/)
    expect(code).toBe(1)
    const shown = json((await started.fairlead(['registry', 'show', 'rotated', '-o', 'json'])).out)
    expect(shown.registry.rotation).toBeNull()
  })
})

describe('--expires', () => {
  /** A registry whose vendor tells nothing of a credential's end. */
  const silent = (name: string, ...more: string[]): string[] => [
    ...['registry', 'add', name, '--kind', 'generic', '--url', 'https://registry.example.com'],
    ...['--username', 'ada', '--unverified', ...more],
  ]
  const edit = (...more: string[]) =>
    started.fairlead(['registry', 'edit', 'dated', '--unverified', '-o', 'json', ...more])
  const stated = ({ out }: { readonly out: string }) => json(out).registry.stated_expires_at

  test('is stated with a new registry, and shown by its page and the list', async () => {
    const made = await started.fairlead(
      silent('dated', '--expires', '2030-01-31', '-o', 'json'),
      withToken('good'),
    )
    expect(stated(made)).toBe('2030-01-31T00:00:00.000Z')
    expect((await started.fairlead(['registry', 'show', 'dated'])).out).toMatch(
      /expires +2030-01-31 00:00:00Z, as stated/,
    )
    expect((await started.fairlead(['registry', 'list'])).out).toMatch(/EXPIRES[\s\S]*^dated .*2030-01-31/m)
  })

  test('is kept by an edit that does not name it, changed, and taken away by "none"', async () => {
    expect(stated(await edit('--description', 'kept'))).toBe('2030-01-31T00:00:00.000Z')
    expect(stated(await edit('--expires', '2031-01-31T12:00:00+02:00'))).toBe('2031-01-31T10:00:00.000Z')
    expect(stated(await edit('--expires', 'none'))).toBeNull()
    const shown = json((await started.fairlead(['registry', 'show', 'dated', '-o', 'json'])).out)
    expect(shown.registry.expires_at).toBeNull()
  })

  test('of a rotation is that of the new secret; without it nothing is left of the old one', async () => {
    await started.fairlead(add('rotating', '--expires', '2030-01-31'), withToken('good'))
    const rotate = async (...more: string[]) =>
      started.fairlead(['registry', 'rotate', 'rotating', '--grace-hours', '0', '-o', 'json', ...more], {
        stdin: (await freshToken()).value,
      })
    expect(stated(await rotate('--expires', '2031-01-31'))).toBe('2031-01-31T00:00:00.000Z')
    expect(stated(await rotate())).toBeNull()
  })

  test('that is no date is refused by its name before anything is asked', async () => {
    for (const given of ['31.01.2030', '2030-02-30', '2030-13-01', 'soon', '2030-01-31 12:00', '']) {
      for (const line of [
        silent('never', `--expires=${given}`),
        ['registry', 'edit', 'dated', `--expires=${given}`],
        ['registry', 'rotate', 'dated', `--expires=${given}`],
      ]) {
        const { code, err } = await started.fairlead(line, withToken('good'))
        expect(err).toMatch(/--expires[\s\S]*(?:is no date|needs a value|is empty)/)
        expect(code).toBe(2)
      }
    }
  })

  test('that is near is a finding of the doctor too', async () => {
    const { host } = new URL(started.twin.twin.url)
    const soon = new Date(Date.now() + 3 * 86_400_000).toISOString()
    await started.fairlead(
      [
        ...['registry', 'add', 'near', '--kind', 'generic', '--url', started.twin.twin.url],
        ...['--username', 'ada', '--unverified', '--repository-prefix', 'acme/app', '--expires', soon],
      ],
      withToken('good'),
    )
    const { out } = await started.fairlead(['doctor', `${host}/acme/app:1.4`, '--saved'])
    expect(out).toMatch(/Stated end +.*in 2 days/)
    expect(out).toMatch(/token\.expires_soon/)
    await started.fairlead(['registry', 'remove', 'near'])
  })
})

describe('registry impact', () => {
  test('says what depends on the credential, also when a removal is refused', async () => {
    const { code, out } = await started.fairlead(['registry', 'impact', 'rotated', '--probe'])
    expect(out).toMatch(/never expires by itself; 1 service on 1 cluster/)
    expect(out).toMatch(/default\/production\/web +runs on/)
    expect(out).toMatch(/✗ anonymous/)
    expect(out).toMatch(/✗ deploy +The next deployment fails/)
    expect(code).toBe(0)
    const refused = await started.fairlead(['registry', 'remove', 'rotated'])
    expect(refused.err).toMatch(/what would fail next[\s\S]*is used by default\/production\/web/)
    expect(refused.code).toBe(5)
    const machine = json((await started.fairlead(['registry', 'impact', 'rotated', '-o', 'json'])).out)
    expect(machine).toMatchObject({ registry: { name: 'rotated' }, impact: { probed: false } })
  })
})

describe('a refused credential', () => {
  test('is not shown again unless --again is given', async () => {
    const dead = await freshToken()
    await started.twin.twin.state.revokeToken(dead.id)
    const env = { env: { FAIRLEAD_REGISTRY_TOKEN: dead.value } }
    expect((await started.fairlead(add('dead'), env)).err).not.toContain('credential.not_asked_again')
    const second = await started.fairlead(add('dead'), env)
    expect(second.err).toMatch(/token\.refused[\s\S]*credential\.not_asked_again/)
    expect(second.code).toBe(1)
    expect((await started.fairlead(add('dead', '--again'), env)).err).not.toContain('not_asked_again')
  })
})

test('of two connections to one host a container gets the one whose prefix fits best', async () => {
  await started.fairlead(add('wide', '--repository-prefix', ''), withToken('good'))
  await started.fairlead(add('narrow', '--repository-prefix', 'acme/app'), withToken('good'))
  const { host } = new URL(started.twin.twin.url)
  const made = await started.fairlead(['container', 'create', 'chosen', `${host}/acme/app:1.5`, '-o', 'json'])
  expect(json(made.out).registry.name).toBe('narrow')
})

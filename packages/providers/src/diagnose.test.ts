import { type DiagnosisRequest, diagnose, type Identity, Secret, systemClock } from '@fairlead/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProviders } from './index.ts'
import { createLoopbackFetch } from './testing/loopback-fetch.ts'
import { createWorld, type World } from './testing/world.ts'

let world: World
let host: string
const { fetch, close } = createLoopbackFetch()
beforeAll(async () => {
  world = await createWorld()
  host = new URL(world.twin.url).host
})
afterAll(async () => {
  await world.close()
  await close()
})

const identity = (name: string, token: string, more: Partial<Identity> = {}): Identity => ({
  id: name,
  name,
  repositoryPrefix: '',
  connection: {
    kind: 'GITHUB_CR',
    url: world.twin.url,
    config: { username: 'acme' },
    secrets: { password: new Secret(token) },
  },
  ...more,
})

const DEAD = `ghp_${'A'.repeat(30)}0uCPlr`

function ask(request: DiagnosisRequest, identities: readonly Identity[] = [], signal?: AbortSignal) {
  const compatibleHosts = [{ registry: world.twin.url, api: world.twin.apiUrl }]
  const providers = createProviders({ fetch, clock: systemClock, compatibleHosts })
  return diagnose(
    { providers, clock: systemClock },
    identities,
    request,
    signal ?? new AbortController().signal,
  )
}

describe('who pulls', () => {
  test('nobody pulls a public image, and nothing is wrong', async () => {
    const { ok, cause, choice, attempts } = await ask({ subject: `${host}/acme/public:1.0` })
    expect({ ok, cause }).toEqual({ ok: true, cause: undefined })
    expect(choice).toBe(`It is pulled anonymously: nothing is stored for ${host}.`)
    expect(attempts.map(({ identity: { id } }) => id)).toEqual(['anonymous'])
  })

  test('a stored credential that is dead breaks the pull of a public image', async () => {
    const dead = identity('old', DEAD)
    const { ok, cause, findings } = await ask({ subject: `${host}/acme/public:1.0` }, [dead])
    expect({ ok, cause }).toEqual({ ok: false, cause: 'credential.breaks_public_pull' })
    expect(findings.filter(({ severity }) => severity === 'error')).toHaveLength(1)
    expect(findings[0]?.summary).toMatch(/is public and can be pulled without a credential, but not with old/)
    expect(findings[0]?.remedy?.action).toMatch(/Give the connection old a credential that works, or remove/)
  })

  test('of Docker’s own configuration the remedy is a logout', async () => {
    const dead = identity('docker login', DEAD, { source: 'docker' })
    const { findings } = await ask({ subject: `${host}/acme/public:1.0` }, [dead])
    expect(findings[0]?.remedy?.action).toContain(`docker logout ${host}`)
  })

  test('a dead credential beside the one that is used is a warning only', async () => {
    const good = identity('good', await world.token(), { repositoryPrefix: 'acme' })
    const { ok, findings } = await ask({ subject: `${host}/acme/public:1.0` }, [identity('old', DEAD), good])
    expect(ok).toBe(true)
    expect(findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      'credential.breaks_public_pull warning',
    ])
  })

  test('the one with the longest prefix is used, and another that works is named', async () => {
    const outsider = identity('zoe', await world.token({ login: 'zoe' }), { repositoryPrefix: 'acme' })
    const good = identity('ada', await world.token())
    const { cause, choice, findings } = await ask({ subject: `${host}/acme/app:1.0` }, [good, outsider])
    expect(choice).toBe('It is pulled with zoe: its prefix acme is the longest that fits acme/app.')
    expect(cause).toBe('identity.another_works')
    expect(findings[0]?.summary).toContain('can be pulled with ada')
    expect(findings[0]?.remedy?.action).toBe(
      'Give the connection ada the prefix acme/app, so that it is chosen for acme/app.',
    )
  })

  test('one that does not fit is tried all the same, and the remedy is its prefix', async () => {
    const good = identity('ada', await world.token(), { repositoryPrefix: 'plain' })
    const { cause, choice, findings } = await ask({ subject: `${host}/acme/app:1.0` }, [good])
    expect(choice).toMatch(/anonymously: nothing that is stored .* fits it/)
    expect(cause).toBe('identity.another_works')
    expect(findings[0]?.remedy?.action).toMatch(/the prefix acme,/)
  })

  test('the same credential stored twice is shown once', async () => {
    const { attempts } = await ask({ subject: `${host}/acme/app:1.0` }, [
      identity('one', DEAD),
      identity('two', DEAD),
    ])
    const [one, two] = attempts.map(({ verification }) => verification)
    expect(two).toBe(one)
  })
})

describe('what is wrong', () => {
  test.each([
    ['acme/app:1.1', 'tag.not_found', /Did you mean 1\.0/],
    ['acme/ap:1.0', 'package.not_found', /Did you mean app/],
    ['Acme/app:1.0', 'owner.not_lowercase', /acme\/app:1\.0/],
    ['acme/App:1.0', 'image.not_lowercase', /acme\/app:1\.0/],
    ['nobody/app:1.0', 'owner.not_found', /nobody/],
  ] as const)('%s: %s', async (image, code, words) => {
    const { cause, findings } = await ask({ subject: `${host}/${image}` }, [
      identity('ada', await world.token()),
    ])
    expect(cause).toBe(code)
    expect(`${findings[0]?.summary} ${findings[0]?.remedy?.action}`).toMatch(words)
  })

  test('a platform that is not there', async () => {
    const { cause } = await ask(
      { subject: `${host}/acme/public:1.0`, platform: { os: 'linux', architecture: 's390x' } },
      [],
    )
    expect(cause).toBe('platform.missing')
  })

  test('an image that is hidden, and one that is absent, look alike to nobody: that is said', async () => {
    const robot = identity('robot', 'wrong', {
      connection: { kind: 'GENERIC_CR', url: world.twin.url, config: {}, secrets: {} },
    })
    const hidden = await ask({ subject: `${host}/acme/app:1.0` }, [robot])
    expect(hidden.cause).toBe('pull.denied')
    expect(hidden.findings.map(({ code }) => code)).toContain('image.absent_or_hidden')
  })

  test('an image that one identity reads is told to be there, and hidden from the other', async () => {
    const outsider = identity('zoe', await world.token({ login: 'zoe' }), { repositoryPrefix: 'acme' })
    const good = identity('ada', await world.token())
    const { findings } = await ask({ subject: `${host}/acme/app:9.9` }, [good, outsider])
    expect(findings.find(({ code }) => code === 'image.hidden')?.summary).toMatch(
      /was read with ada.*hidden from zoe/,
    )
  })

  test('an image without a host that is of another registry', async () => {
    const { cause, findings } = await ask({ subject: 'acme/public:1.0', elsewhere: [host] })
    expect(cause).toBe('image.host_assumed')
    expect(findings[0]?.remedy?.action).toBe(`Write ${host}/acme/public:1.0.`)
  })

  test('a wrong clock is told beside what else is so', async () => {
    const compatibleHosts = [{ registry: world.twin.url, api: world.twin.apiUrl }]
    const clock = { now: () => new Date(Date.now() + 26 * 3_600_000) }
    const providers = createProviders({ fetch, clock, compatibleHosts })
    const { findings } = await diagnose(
      { providers, clock },
      [],
      { subject: `${host}/acme/public:1.0` },
      new AbortController().signal,
    )
    expect(findings[0]?.code).toBe('clock.skewed')
    expect(findings[0]?.summary).toMatch(/26 hours ahead/)
  })
})

describe('a line', () => {
  test('its refusal of a push is tested by a push', async () => {
    const { cause, explanation } = await ask(
      { subject: `${host}/acme/app:1.0`, line: 'denied: permission_denied: write_package' },
      [identity('ada', await world.token())],
    )
    expect(explanation?.causes.map(({ code, state }) => `${code} ${state}`)).toEqual([
      'push.denied confirmed',
      'token.app_installation not-testable',
    ])
    expect(cause).toBe('scope.write_packages_missing')
  })

  test('names the image itself', async () => {
    const line = `Failed to pull image "${host}/acme/app:9.9": rpc error: code = NotFound desc = failed to pull and unpack image "${host}/acme/app:9.9": not found`
    const { subject, explanation } = await ask({ subject: '', line }, [identity('ada', await world.token())])
    expect(subject).toBe(`${host}/acme/app:9.9`)
    expect(explanation).toMatchObject({ tool: 'kubelet', image: `${host}/acme/app:9.9` })
    expect(explanation?.causes[0]).toMatchObject({ code: 'tag.not_found', state: 'confirmed' })
  })

  test('that tells nothing but that it failed is not of a credential that was not used', async () => {
    const { cause, explanation } = await ask(
      { subject: '', line: `Back-off pulling image "${host}/acme/app:1.0"` },
      [identity('ada', await world.token())],
    )
    expect(cause).toBeUndefined()
    expect(explanation?.causes.find(({ code }) => code === 'credential.not_used')).toMatchObject({
      state: 'not-testable',
      because: expect.stringContaining('An earlier event says why'),
    })
  })

  test('of another tag is said to be, and nothing is told of that', async () => {
    const line = `Error response from daemon: manifest for ${host}/acme/app:9.9 not found: manifest unknown`
    const { cause, explanation } = await ask({ subject: `${host}/acme/app:1.0`, line }, [
      identity('ada', await world.token()),
    ])
    expect(cause).toBeUndefined()
    expect(explanation?.meaning).toContain(`names ${host}/acme/app:9.9`)
    expect(explanation?.causes.find(({ code }) => code === 'tag.not_found')?.state).toBe('not-testable')
  })

  test('that refuses what the stored credential pulls tells that it was not used', async () => {
    const { cause, findings } = await ask(
      {
        subject: `${host}/acme/app:1.0`,
        line: `Error response from daemon: Head "https://${host}/v2/acme/app/manifests/1.0": unauthorized`,
      },
      [identity('ada', await world.token())],
    )
    expect(cause).toBe('credential.not_used')
    expect(findings[0]?.remedy?.action).toMatch(/docker login/)
  })

  test('that nothing fits is told to be unknown, and the diagnosis is made', async () => {
    const { ok, explanation } = await ask({ subject: `${host}/acme/public:1.0`, line: 'the dog ate it' })
    expect(explanation).toMatchObject({
      causes: [],
      meaning: expect.stringMatching(/^Nothing that is known/),
    })
    expect(ok).toBe(true)
  })

  test('keeps no secret', async () => {
    const token = await world.token()
    const line = `error: GET https://ada:${token}@${host}/v2/: 401 Unauthorized, Authorization: Bearer ${token}`
    const { explanation } = await ask({ subject: `${host}/acme/public:1.0`, line })
    expect(JSON.stringify(explanation)).not.toContain(token)
  })
})

test('ends when it is canceled', async () => {
  await expect(ask({ subject: `${host}/acme/app:1.0` }, [], AbortSignal.abort())).rejects.toMatchObject({
    code: 'operation.canceled',
  })
})

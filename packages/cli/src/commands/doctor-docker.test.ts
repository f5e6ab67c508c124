import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { pushImage } from '../testing/push-image.ts'
import { run } from '../testing/recorded-io.ts'
import { startTestTwin, type TestTwin } from '../testing/test-twin.ts'

let started: TestTwin
beforeAll(async () => {
  started = await startTestTwin()
  const { url, state } = started.twin
  await pushImage({
    url,
    repository: 'acme/public',
    tag: '1.0',
    username: 'ada',
    token: started.tokens.push,
  })
  await state.putPackage({ owner: 'acme', name: 'public', visibility: 'public' })
})
afterAll(() => started.close())

const registry = (): string[] => ['--registry', started.twin.url]

describe("what Docker's configuration holds", () => {
  const dead = `ghp_${'A'.repeat(30)}0uCPlr`

  async function withConfig(entry: object, more: object = {}): Promise<{ env: Record<string, string> }> {
    const folder = await mkdtemp(join(tmpdir(), 'fairlead-docker-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const { host } = new URL(started.twin.url)
    await writeFile(join(folder, 'config.json'), JSON.stringify({ auths: { [host]: entry }, ...more }))
    return { env: { DOCKER_CONFIG: folder } }
  }
  const auth = (token: string): string => Buffer.from(`ada:${token}`).toString('base64')
  const publicImage = (): string[] => ['doctor', `${new URL(started.twin.url).host}/acme/public:1.0`]

  test('a login that works is used and said to be', async () => {
    const { code, out } = await run(
      ['doctor', 'acme/app:1.4', ...registry()],
      await withConfig({ auth: auth(started.tokens.good) }),
    )
    expect(out).toMatch(/It is pulled with Docker's login ada: Docker has it stored for 127\.0\.0\.1/)
    expect(code).toBe(0)
  })

  test('a dead one breaks the pull of a public image: log out', async () => {
    const { code, out } = await run(publicImage(), await withConfig({ auth: auth(dead) }))
    expect(out).toContain('credential.breaks_public_pull')
    expect(out).toContain(`docker logout ${new URL(started.twin.url).host}`)
    expect(out).not.toContain(dead)
    expect(code).toBe(1)
  })

  test('an empty entry is a warning, and the cause of a refusal that was printed', async () => {
    const { code, out } = await run(publicImage(), await withConfig({}))
    expect(out).toMatch(/! It works|It works, with 1 warning/)
    expect(code).toBe(0)
    const argv = [...publicImage(), '--explain', 'denied: denied', '--same-credential']
    const explained = await run(argv, await withConfig({}))
    expect(explained.out).toMatch(/✗ this is it +An empty entry/)
    expect(explained.code).toBe(1)
  })

  test('whether it printed the line is not known, unless it is said', async () => {
    const argv = [...publicImage(), '--explain', 'denied: denied']
    const stored = await withConfig({ auth: auth(dead) })
    const { out } = await run(argv, stored)
    expect(out).not.toContain('this is it')
    expect(out).toMatch(/Whether Docker's login \S+ printed the line is not\s+known/)
    const said = await run([...argv, '--same-credential'], stored)
    expect(said.out).toMatch(/✗ this is it +A stored credential that is no good/)
  })

  test('a credential that a helper keeps is named and not asked', async () => {
    const { out, err } = await run(publicImage(), await withConfig({}, { credsStore: 'desktop' }))
    expect(err).toContain('docker-credential-desktop')
    expect(out).not.toContain('credential.empty')
  })

  test('a file that is broken is said to be', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fairlead-docker-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    await writeFile(join(folder, 'config.json'), '{"auths":')
    const { err, code } = await run(publicImage(), { env: { DOCKER_CONFIG: folder } })
    expect(err).toMatch(/config\.json is not valid JSON/)
    expect(code).toBe(0)
  })

  test('with --anonymous it is not looked at', async () => {
    const { code, out } = await run([...publicImage(), '--anonymous'], await withConfig({ auth: auth(dead) }))
    expect(out).not.toContain("Docker's login")
    expect(code).toBe(0)
  })
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { startTwin } from '@fairlead/ghcr'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { pushImage } from '../testing/push-image.ts'
import { run } from '../testing/recorded-io.ts'
import { startTestTwin, type TestTwin, type TokenName } from '../testing/test-twin.ts'

const ESCAPE = '\u001b'

let started: TestTwin
beforeAll(async () => {
  started = await startTestTwin()
})
afterAll(() => started.close())

const withToken = (name: TokenName) => ({ env: { FAIRLEAD_REGISTRY_TOKEN: started.tokens[name] } })
const registry = (): string[] => ['--registry', started.twin.url]

function expectNoSecret(...texts: readonly string[]): void {
  for (const token of Object.values(started.tokens)) {
    for (const text of texts) {
      expect(text).not.toContain(token)
      expect(text).not.toContain(Buffer.from(token).toString('base64'))
    }
  }
}

test('a good token and image: every check on its line, the verdict, exit code 0', async () => {
  const { code, out, err } = await run(['doctor', 'acme/app:1.4', ...registry()], withToken('good'))
  expect(out).toMatch(/^ {2}✓ Token accepted +[\d.]+ m?s {2}The token belongs to ada\.$/m)
  expect(out).toMatch(/^ {2}✓ Pull +[\d.]+ m?s {2}acme\/app was pulled/m)
  expect(out).toMatch(/^ {2}may {2}list ✓ {3}pull ✓/m)
  expect(out).toMatch(/^ {2}✓ It works {2}\d+ checks in /m)
  expect({ code, err }).toEqual({ code: 0, err: '' })
})

test('the host of the image says where to ask, on this machine', async () => {
  const { host } = new URL(started.twin.url)
  const { code, out } = await run(['doctor', `${host}/acme/app:1.4`], withToken('good'))
  expect(out).toContain(`${host}/acme/app:1.4`)
  expect(code).toBe(0)
})

test('an owner alone is diagnosed too', async () => {
  const { code, out } = await run(['doctor', 'acme', ...registry()], withToken('good'))
  expect(out).toMatch(/✓ Visible packages/)
  expect(code).toBe(0)
})

test('the token comes by standard input with --token-stdin, and then wins over the environment', async () => {
  const options = { ...withToken('scopeless'), stdin: `${started.tokens.good}\n` }
  const { code, out } = await run(['doctor', 'acme/app:1.4', '--token-stdin', ...registry()], options)
  expect(out).toContain('with the token of standard input')
  expect(code).toBe(0)
})

test("GitHub's own tokens of the environment are not sent to another host", async () => {
  const env = {
    GITHUB_TOKEN: started.tokens.good,
    GH_TOKEN: started.tokens.good,
    CR_PAT: started.tokens.good,
  }
  const { code, out } = await run(['doctor', 'acme/app:1.4', ...registry()], { env })
  expect(out).toContain('anonymously')
  expect(out).not.toContain('ada')
  expect(code).toBe(1)
})

test.each([
  ['scopeless', 'acme/app:1.4', 'scope.none'],
  ['good', 'acme/absent:1.4', 'package.not_found'],
  ['good', 'acme/app:9.9', 'tag.not_found'],
  ['good', 'Acme/app:1.4', 'owner.not_lowercase'],
  ['good', 'nobody/app:1.4', 'owner.not_found'],
  ['stranger', 'acme/app:1.4', 'pull.denied'],
] as const)(
  'token %s on %s: exit code 1 and the finding %s with its remedy',
  async (name, image, finding) => {
    const { code, out, err } = await run(['doctor', image, ...registry()], withToken(name))
    expect(out).toMatch(
      new RegExp(`^ {4}do +\\S.*(?:\\n {4}.*)*\\n {4}code {6}${finding.replace('.', '\\.')}$`, 'm'),
    )
    expect(out).toMatch(/✗ It does not work: /)
    expect({ code, err }).toEqual({ code: 1, err: '' })
  },
)

test('a platform that the image lacks is a finding', async () => {
  const argv = ['doctor', 'acme/app:1.4', '--platform', 'linux/s390x', ...registry()]
  const { code, out } = await run(argv, withToken('good'))
  expect(out).toContain('platform.missing')
  expect(code).toBe(1)
})

test('--push proves pushing, and is refused with a token that may only read', async () => {
  const may = await run(['doctor', 'acme/app:1.4', '--push', ...registry()], withToken('push'))
  expect(may.out).toMatch(/push ✓/)
  expect(may.code).toBe(0)
  const mayNot = await run(['doctor', 'acme/app:1.4', '--push', ...registry()], withToken('good'))
  expect(mayNot.out).toContain('scope.write_packages_missing')
  expect(mayNot.code).toBe(1)
})

test('--output json: one document of the documented shape on standard output, checks on standard error', async () => {
  const argv = ['doctor', 'acme/app:1.4', '--output', 'json', ...registry()]
  const { code, out, err } = await run(argv, withToken('scopeless'))
  const document = JSON.parse(out)
  expect(document).toMatchObject({
    token_source: 'FAIRLEAD_REGISTRY_TOKEN',
    notes: [],
    diagnosis: {
      ok: false,
      subject: `${new URL(started.twin.url).host}/acme/app:1.4`,
      cause: 'scope.none',
      attempts: [
        {
          identity: { id: 'given', name: 'the token of FAIRLEAD_REGISTRY_TOKEN' },
          chosen: true,
          verification: {
            capabilities: { pull: expect.any(String) },
            credential: { type: 'github-classic', login: 'ada', scopes_granted: [] },
            duration_ms: expect.any(Number),
          },
        },
        { identity: { id: 'anonymous' }, chosen: false },
      ],
    },
  })
  expect(document.diagnosis.attempts[0].verification.checks[0]).toMatchObject({
    id: expect.any(String),
    started_after_ms: expect.any(Number),
  })
  expect(err).toMatch(/✓ Token format/)
  expect(code).toBe(1)
})

test('--output json --quiet: nothing on standard error', async () => {
  const argv = ['doctor', 'acme/app:1.4', '--output', 'json', '--quiet', ...registry()]
  const { err, out } = await run(argv, withToken('good'))
  expect(err).toBe('')
  expect(JSON.parse(out).diagnosis.ok).toBe(true)
})

test('--quiet in text: the findings and the verdict, without the checks', async () => {
  const { out } = await run(['doctor', 'acme/app:1.4', '--quiet', ...registry()], withToken('scopeless'))
  expect(out).not.toContain('Token format')
  expect(out).toMatch(/scope\.none[\s\S]*✗ It does not work: 1 error/)
})

test('no secret is in any output, also with FAIRLEAD_DEBUG', async () => {
  for (const name of Object.keys(started.tokens) as TokenName[]) {
    const env = { ...withToken(name).env, FAIRLEAD_DEBUG: '1' }
    for (const format of ['text', 'json']) {
      const { out, err } = await run(['doctor', 'acme/app:1.4', '--push', '-o', format, ...registry()], {
        env,
      })
      expectNoSecret(out, err)
    }
  }
})

test('a narrow terminal gets no line that is wider but for words that cannot be broken', async () => {
  const { out } = await run(['doctor', 'acme/app:1.4', ...registry()], {
    ...withToken('scopeless'),
    columns: 50,
  })
  // The live line is taken back by a carriage return, and what was before it with it.
  const lines = stripVTControlCharacters(out).replaceAll(/.*\r/g, '').split('\n')
  for (const line of lines)
    if (line.trim().includes(' ') && !line.includes('://')) expect(line.length).toBeLessThanOrEqual(50)
})

test('a terminal gets colours, NO_COLOR and a pipe get none', async () => {
  const colour = new RegExp(`${ESCAPE}\\[\\d+m`)
  const argv = ['doctor', 'acme', ...registry()]
  expect((await run(argv, { ...withToken('good'), columns: 120 })).out).toMatch(colour)
  const env = { ...withToken('good').env, NO_COLOR: '1' }
  expect((await run(argv, { env, columns: 120 })).out).not.toMatch(colour)
  expect((await run(argv, withToken('good'))).out).not.toContain(ESCAPE)
})

test('the host of the image and --registry have to agree', async () => {
  const { code, err } = await run(['doctor', 'ghcr.io/acme/app:1', ...registry()], withToken('good'))
  expect(err).toMatch(/but the image is of ghcr\.io/)
  expect(code).toBe(2)
})

test('nothing to ask about is a usage error', async () => {
  const { code, err } = await run(['doctor'])
  expect(err).toMatch(/There is no image to look at/)
  expect(code).toBe(2)
})

test.each([
  [['--anonymous', '--token-stdin'], /excludes/],
  [['--anonymous', '--username', 'ada'], /excludes/],
  [['--username', 'ada'], /without a token/],
  [['--platform', 'arm'], /not a platform/],
  [['--kind', 'floppy'], /does not speak "floppy"/],
  [['--saved', '--anonymous'], /takes no credential/],
  [['--explain', '-', '--token-stdin'], /both read standard input/],
  [['--explain', ' '], /line of --explain is empty/],
])('%j is refused before anything is asked', async (more, message) => {
  const { code, err } = await run(['doctor', 'acme/app:1.4', ...registry(), ...more])
  expect(err).toMatch(message)
  expect(code).toBe(2)
})

test('a line is explained, and what it says is tested', async () => {
  const line = 'denied: permission_denied: write_package'
  const argv = ['doctor', 'acme/app:1.4', '--explain', line, ...registry()]
  const { code, out } = await run(argv, withToken('good'))
  expect(out).toMatch(/ {2}the line\n {4}denied: permission_denied: write_package\n {4}ghcr\.io knows/)
  expect(out).toMatch(/✗ this is it +Whoever asked has no right to write to the image\./)
  expect(out).not.toMatch(/✓ not so +The token is that of a workflow run/)
  expect(out).toContain('scope.write_packages_missing')
  expect(code).toBe(1)
})

test('a token that is given for the line is the one that printed it', async () => {
  const line = 'The token provided does not match expected scopes.'
  const { out } = await run(
    ['doctor', 'acme/app:1.4', '--explain', line, ...registry()],
    withToken('scopeless'),
  )
  expect(out).toMatch(/✗ this is it +The token (?:lacks the scope read:packages|has no scopes)/)
})

test('--same-credential wants a line', async () => {
  const { code, err } = await run(
    ['doctor', 'acme/app:1.4', '--same-credential', ...registry()],
    withToken('good'),
  )
  expect(code).toBe(2)
  expect(err).toContain('--same-credential is about a line.')
})

test('the image may be left out where the line names it, also from standard input', async () => {
  const { host } = new URL(started.twin.url)
  const stdin = `Warning  Failed  kubelet  Failed to pull image "${host}/acme/app:9.9": not found\n`
  const { code, out } = await run(['doctor', '--explain', '-'], { ...withToken('good'), stdin })
  expect(out).toContain(`${host}/acme/app:9.9`)
  expect(out).toContain('as kubelet prints it')
  expect(out).toMatch(/✗ this is it +The image is there, and has no such tag\./)
  expect(code).toBe(1)
})

test('a line about another image is said to be', async () => {
  const line = 'Failed to pull image "ghcr.io/other/thing:2": denied'
  const { out } = await run(['doctor', 'acme/app:1.4', '--explain', line, ...registry()], withToken('good'))
  expect(out).toMatch(/The line names ghcr\.io\/other\/thing:2, and 127\S+\/acme\/app:1\.4 was asked for/)
})

test('a token without the scope: a bare refusal is that, and not what nobody meets', async () => {
  const argv = ['doctor', 'acme/app:1.4', '--explain', 'denied', ...registry()]
  const { out } = await run(argv, withToken('scopeless'))
  expect(out).toMatch(/✗ this is it +The token has no scopes\./)
  expect(out.match(/this is it/g)).toHaveLength(1)
  expect(out).toMatch(/– not known +Whoever asked has no right[^\n]*\n +Met anonymously: /)
})

test('a registry that is no GitHub is asked as any other', async () => {
  const data = await mkdtemp(join(tmpdir(), 'fairlead-cli-open-'))
  const open = await startTwin({ mode: 'open', data })
  onTestFinished(async () => {
    await open.close()
    await rm(data, { recursive: true, force: true })
  })
  await pushImage({ url: open.url, repository: 'team/app', tag: '1.0', username: 'x', token: 'y' })
  const { host } = new URL(open.url)
  const { code, out } = await run(['doctor', `${host}/team/app:1.0`])
  expect(out).toMatch(/✓ Pull +/)
  expect(out).not.toContain('GitHub')
  expect(code).toBe(0)
  const absent = await run(['doctor', `${host}/team/app:1.1`])
  expect(absent.out).toContain('tag.not_found')
  expect(absent.code).toBe(1)
})

import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
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
  expect(out).toMatch(/^ {2}✓ Token accepted +\d+ ms {2}The token belongs to ada\.$/m)
  expect(out).toMatch(/^ {2}✓ Pull +\d+ ms {2}acme\/app was pulled/m)
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
  ['stranger', 'acme/app:1.4', 'member.missing'],
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
    subject: { registry_url: started.twin.url, owner: 'acme', image: 'acme/app:1.4' },
    token_source: 'FAIRLEAD_REGISTRY_TOKEN',
    verification: {
      ok: false,
      capabilities: { pull: expect.any(String) },
      credential: { type: 'github-classic', login: 'ada', scopes_granted: [] },
      duration_ms: expect.any(Number),
    },
  })
  expect(document.verification.findings.map(({ code: each }: { code: string }) => each)).toContain(
    'scope.none',
  )
  expect(document.verification.checks[0]).toMatchObject({
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
  expect(JSON.parse(out).verification.ok).toBe(true)
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

test('a host that is neither GitHub nor listed is refused before anything is asked', async () => {
  const { code, err } = await run(['doctor', 'registry.example/acme/app:1'], withToken('good'))
  expect(err).toMatch(/is neither ghcr\.io nor GitHub Enterprise/)
  expect(err).toContain('--api')
  expect(code).toBe(2)
})

test('the host of the image and --registry have to agree', async () => {
  const { code, err } = await run(['doctor', 'ghcr.io/acme/app:1', ...registry()], withToken('good'))
  expect(err).toMatch(/but the image is of ghcr\.io/)
  expect(code).toBe(2)
})

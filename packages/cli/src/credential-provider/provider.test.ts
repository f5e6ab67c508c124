import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { describeWithProgram, type ProgramResult, runProgram } from '../../../../test/support/program.ts'
import { LOOPBACK_CERTIFICATE } from '../../../server/test/support/loopback-certificate.ts'

const SCRIPT = fileURLToPath(new URL('provider.sh', import.meta.url))
const TOKEN = 'flt_token-that-nothing-shows'
const PASSWORD = 'password-that-only-the-answer-shows'
const ORGANIZATION = '3fa85f64-5717-4562-b3fc-2c963f66afa6'
const QUESTION = JSON.stringify({
  kind: 'CredentialProviderRequest',
  apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
  image: '127.0.0.1:5000/acme/app',
  serviceAccountAnnotations: { 'acme.example/note': 'a "quoted" \\ text' },
})
const ANSWER = JSON.stringify({
  apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
  kind: 'CredentialProviderResponse',
  auth: { '127.0.0.1:5000': { username: 'ada', password: PASSWORD } },
})

let folder: string
let tokenFile: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-provider-'))
  tokenFile = join(folder, 'token')
  await writeFile(tokenFile, `${TOKEN}\n`, { mode: 0o600 })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs the program as the kubelet does. */
const provide = (
  env: Record<string, string>,
  { question = `${QUESTION}\n`, shell = 'sh' } = {},
): Promise<ProgramResult> => {
  const [program = 'sh', ...first] = shell.split(' ')
  const { PATH } = process.env
  const usual = { PATH, FAIRLEAD_ORGANIZATION: ORGANIZATION, FAIRLEAD_TOKEN_FILE: tokenFile }
  return runProgram(program, [...first, SCRIPT], { input: question, env: { ...usual, ...env } })
}

async function serve(listener: RequestListener, tls = false): Promise<string> {
  const server: Server = tls ? createTlsServer(LOOPBACK_CERTIFICATE, listener) : createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const answering =
  (status: number, body: string): RequestListener =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)

describeWithProgram('curl', 'apt-get install curl', "the kubelet's credential provider", () => {
  const shells = ['sh', 'bash', 'dash', 'busybox sh'].filter(
    (shell) => spawnSync(shell.split(' ')[0] ?? '', ['-c', 'true']).error === undefined,
  )

  test.each(shells)('hands over the question as it came and prints the answer, run by %s', async (shell) => {
    const asked: string[] = []
    const url = await serve((request, response) => {
      asked.push(`${request.method} ${request.url}`, request.headers.authorization ?? '')
      request.setEncoding('utf8').on('data', (text: string) => asked.push(text))
      request.on('end', () => response.end(ANSWER))
    })
    const ended = await provide({ FAIRLEAD_URL: `${url}/`, FAIRLEAD_KEEP_SECONDS: '0' }, { shell })
    expect(ended).toEqual({ code: 0, stdout: `${ANSWER}\n`, stderr: '' })
    expect(asked).toEqual([
      `POST /fairlead/v1/organization/${ORGANIZATION}/imageCredential?keep_seconds=0`,
      `Bearer ${TOKEN}`,
      QUESTION,
    ])
  })

  test('trusts the authority that it is told of, and no other', async () => {
    const url = await serve(answering(200, ANSWER), true)
    const refused = await provide({ FAIRLEAD_URL: url })
    expect(refused).toMatchObject({
      code: 6,
      stdout: '',
      stderr: expect.stringContaining('no trusted connection'),
    })
    const caFile = join(folder, 'ca.pem')
    await writeFile(caFile, LOOPBACK_CERTIFICATE.cert)
    expect(await provide({ FAIRLEAD_URL: url, FAIRLEAD_CA_FILE: caFile })).toMatchObject({ code: 0 })
  })

  test.each([
    [401, 3, 'This API token is unknown, "old" or has expired.'],
    [403, 3, 'The token may not do this.'],
    [404, 4, 'There is no organization.'],
    [400, 2, 'image is missing.'],
    [503, 6, 'The database does not answer.'],
    [500, 1, 'Something broke.'],
  ])('tells in one line what the server says with %i, and ends with %i', async (status, code, detail) => {
    const url = await serve(answering(status, JSON.stringify({ status, detail, code: 'x', issues: [] })))
    const stderr = `fairlead-credential-provider: The Fairlead server ${url} answers ${status}: ${detail}\n`
    expect(await provide({ FAIRLEAD_URL: url })).toEqual({ code, stdout: '', stderr })
  })

  test.each([
    ['a page', 200, `<html>${PASSWORD}</html>`, 1, 'is no Fairlead server'],
    ['a fault of somebody on the way', 502, `<html>${PASSWORD}</html>`, 6, 'answers 502: no reason is given'],
    ['a redirect', 302, '', 1, 'answers 302'],
  ])('prints nothing of %s', async (_, status, body, code, words) => {
    const url = await serve(answering(status, body))
    const ended = await provide({ FAIRLEAD_URL: url })
    expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(words) })
    expect(ended.stderr).not.toContain(PASSWORD)
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  test('says that nothing answers', async () => {
    // Nothing listens there: https://www.iana.org/assignments/service-names-port-numbers (tcpmux)
    const ended = await provide({ FAIRLEAD_URL: 'http://127.0.0.1:1' })
    const stderr =
      'fairlead-credential-provider: Nothing answers at the Fairlead server http://127.0.0.1:1.\n'
    expect(ended).toEqual({ code: 6, stdout: '', stderr })
  })

  test('says that the answer never came', async () => {
    const url = await serve((request) => request.socket.destroy())
    expect(await provide({ FAIRLEAD_URL: url })).toMatchObject({
      code: 6,
      stdout: '',
      stderr: expect.stringContaining('broke off before its answer was there'),
    })
  })

  test.each([
    ['no address', { FAIRLEAD_URL: '' }, 'FAIRLEAD_URL is not set'],
    [
      'an address with a login',
      { FAIRLEAD_URL: `https://${TOKEN}@fairlead.example` },
      'not the plain address',
    ],
    ['an unencrypted address', { FAIRLEAD_URL: 'http://fairlead.example' }, 'is not encrypted'],
    ['no organization', { FAIRLEAD_ORGANIZATION: 'acme/../x' }, 'not the id of an organization'],
    ['no token', { FAIRLEAD_TOKEN_FILE: '/nowhere/token' }, '/nowhere/token is not there'],
    ['no time', { FAIRLEAD_KEEP_SECONDS: '5m' }, 'not a number of seconds'],
    ['no certificates', { FAIRLEAD_CA_FILE: '/nowhere/ca.pem' }, '/nowhere/ca.pem is not there'],
  ])('set up with %s it says so', async (_, env, words) => {
    const ended = await provide({ FAIRLEAD_URL: 'http://127.0.0.1:1', ...env })
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) })
    expect(ended.stderr).not.toContain(TOKEN)
  })

  test('takes no token that everybody on the node may read, and no file of something else', async () => {
    const open = join(folder, 'open')
    await writeFile(open, TOKEN)
    await chmod(open, 0o644)
    const env = { FAIRLEAD_URL: 'http://127.0.0.1:1', FAIRLEAD_TOKEN_FILE: open }
    expect((await provide(env)).stderr).toContain(`chmod 600`)
    await chmod(open, 0o600)
    await writeFile(open, `${TOKEN}"\nurl = "http://evil.example`)
    const ended = await provide(env)
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('holds no API token') })
    expect(ended.stderr).not.toContain(TOKEN)
  })

  test('started by hand without a question it says who starts it', async () => {
    const ended = await provide({ FAIRLEAD_URL: 'http://127.0.0.1:1' }, { question: '' })
    expect(ended).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the kubelet starts this program'),
    })
  })
})

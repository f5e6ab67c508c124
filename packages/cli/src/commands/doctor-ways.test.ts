import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { issue, issueAuthority } from '../../../oci/test/certificates.ts'
import { run } from '../testing/recorded-io.ts'

const PASSWORD = 'wrong-password'

/** A registry that wants a login and takes none; counts those that it was shown. */
async function refusingRegistry(make: (listener: RequestListener) => Server = createHttpServer) {
  let shown = 0
  const server = make((request, response) => {
    if (request.headers.authorization?.startsWith('Basic ')) shown += 1
    response.writeHead(401, {
      'www-authenticate': 'Basic realm="here"',
      'docker-distribution-api-version': 'registry/2.0',
    })
    response.end('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}')
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, shown: () => shown }
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-state-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('a wrong password is shown once however often the doctor is run, and again with --again', async () => {
  const registry = await refusingRegistry()
  const state = await emptyFolder()
  const env = { XDG_STATE_HOME: state, FAIRLEAD_REGISTRY_TOKEN: PASSWORD }
  const argv = ['doctor', `127.0.0.1:${registry.port}/acme/app:1.0`, '--username', 'ada', '--kind', 'generic']
  expect((await run(argv, { env })).out).toContain('token.refused')
  const once = registry.shown()
  expect(once).toBeGreaterThan(0)
  for (let repeated = 0; repeated < 3; repeated += 1) {
    const { code, out } = await run(argv, { env })
    expect(code).toBe(1)
    expect(out).toContain('credential.not_asked_again')
  }
  expect(registry.shown()).toBe(once)
  await run([...argv, '--again'], { env })
  expect(registry.shown()).toBe(2 * once)
  await run(argv, { env: { ...env, FAIRLEAD_REGISTRY_TOKEN: 'another' } })
  expect(registry.shown()).toBe(3 * once)
  const file = join(state, 'fairlead', 'refused-credentials.json')
  expect(await readFile(file, 'utf8')).not.toContain(PASSWORD)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('a memory that is broken, or cannot be, fails no diagnosis', async () => {
  const registry = await refusingRegistry()
  const state = await emptyFolder()
  await writeFile(join(state, 'fairlead'), 'a file where the folder should be')
  const env = { XDG_STATE_HOME: state, FAIRLEAD_REGISTRY_TOKEN: PASSWORD }
  const argv = ['doctor', `127.0.0.1:${registry.port}/acme/app:1.0`, '--username', 'ada', '--kind', 'generic']
  const { out, err } = await run(argv, { env })
  expect(out).toContain('token.refused')
  expect(err).not.toContain('fairlead:')
})

test('a proxy whose port is blocked is named; the registry is not blamed', async () => {
  const { code, out } = await run([
    'doctor',
    'registry.example/acme/app:1.0',
    '--proxy',
    'http://127.0.0.1:1',
  ])
  expect(code).toBe(1)
  expect(out).toMatch(/not allowed to connect to the port of the proxy 127\.0\.0\.1:1/)
  expect(out).not.toContain('port of the registry')
})

test('an authority of its own is trusted by --ca-file; without a check it is told', async () => {
  const authority = issueAuthority()
  const certificate = issue({ name: 'registry', names: ['127.0.0.1'], issuer: authority })
  const { port } = await refusingRegistry((listener) => createHttpsServer(certificate, listener))
  const caFile = join(await emptyFolder(), 'ca.pem')
  await writeFile(caFile, authority.cert)
  const argv = ['doctor', 'acme/app:1.0', '--registry', `https://127.0.0.1:${port}`, '--kind', 'generic']
  expect((await run(argv)).out).toContain('network.tls')
  expect((await run([...argv, '--ca-file', caFile])).out).not.toMatch(/network\.tls|tls\.not_verified/)
  const unchecked = await run([...argv, '--insecure-skip-tls-verify'])
  expect(unchecked.out).toContain('tls.not_verified')
  expect(unchecked.out).not.toContain('network.tls')
})

test('a way that cannot be is a usage failure', async () => {
  const missing = await run(['doctor', 'acme/app', '--ca-file', '/nowhere/ca.pem'])
  expect(missing.code).toBe(2)
  const saved = await run(['doctor', 'acme/app', '--saved', '--proxy', 'http://127.0.0.1:3128'])
  expect(saved.code).toBe(2)
})

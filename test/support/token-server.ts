import { createPrivateKey, sign } from 'node:crypto'
import { createServer } from 'node:http'
import { onTestFinished } from 'vitest'
import type { RegistryAuth } from './docker-registry.ts'

// A key for tests alone, with its certificate of a hundred years.
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgwjHYegrc3B0GODUk
Vo0DzVud5QKPbzEyiiimcAFoZkqhRANCAASeZgCcLcJvLCpOaq4PZqT0Gj52TfuY
Vsbs/wP7KwAC817J87c57GQB7H76+ZfS92qiSpWxVZhMpFpBQ5wZjDeU
-----END PRIVATE KEY-----
`
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmTCCAT+gAwIBAgIUU3Cm1sqLjy3EAn7tmCI7GqxbIpswCgYIKoZIzj0EAwIw
ITEfMB0GA1UEAwwWdG9rZW4gaXNzdWVyIG9mIGEgdGVzdDAgFw0yNjExMjIyMDI4
MTJaGA8yMTI2MTAyOTIwMjgxMlowITEfMB0GA1UEAwwWdG9rZW4gaXNzdWVyIG9m
IGEgdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJ5mAJwtwm8sKk5qrg9m
pPQaPnZN+5hWxuz/A/srAALzXsnztznsZAHsfvr5l9L3aqJKlbFVmEykWkFDnBmM
N5SjUzBRMB0GA1UdDgQWBBQDYxcsWdrlgzSW+wSwA0LP7oAgczAfBgNVHSMEGDAW
gBQDYxcsWdrlgzSW+wSwA0LP7oAgczAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49
BAMCA0gAMEUCIQDYV5DF7w2hi8048Wy2MqOuekiBm6XGvwr5gCbfm9YAKAIgAVoW
la244YHr/H/h8smtA3yDsWJRDJbwHkzxT2KguGU=
-----END CERTIFICATE-----
`

export interface Account {
  readonly password: string
  /** What it may do: `repository:team/app` → `pull`, `push`. */
  readonly grants: Readonly<Record<string, readonly string[]>>
}

interface Access {
  readonly type: string
  readonly name: string
  readonly actions: readonly string[]
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function accessOf(scopes: readonly string[], { grants }: Account): readonly Access[] {
  return scopes.flatMap((scope) => {
    const [type = '', name = '', actions = ''] = scope.split(':')
    const granted = actions.split(',').filter((action) => grants[`${type}:${name}`]?.includes(action))
    return granted.length > 0 ? [{ type, name, actions: granted }] : []
  })
}

/** A token of https://distribution.github.io/distribution/spec/auth/jwt/ */
function makeToken(subject: string, access: readonly Access[]): string {
  const now = Math.floor(Date.now() / 1000)
  const x5c = [CERTIFICATE.replace(/-----[A-Z ]+-----|\s/g, '')]
  const claims = { iss: 'test', aud: 'registry', sub: subject, jti: crypto.randomUUID() }
  const text = `${base64url({ typ: 'JWT', alg: 'ES256', x5c })}.${base64url({ ...claims, iat: now, nbf: now - 60, exp: now + 300, access })}`
  const key = { key: createPrivateKey(KEY), dsaEncoding: 'ieee-p1363' } as const
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
}

export interface TokenServer {
  readonly realm: string
  /** Paths that were asked for, with their queries. */
  readonly seen: readonly string[]
  /** The configuration of a registry that trusts it. */
  readonly auth: RegistryAuth
}

/**
 * A token server as registries are deployed with, until the test is over.
 * https://distribution.github.io/distribution/spec/auth/token/
 */
export async function startTokenServer(accounts: Readonly<Record<string, Account>>): Promise<TokenServer> {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(request.url ?? '')
    const url = new URL(request.url ?? '/', 'http://token.test')
    const encoded = request.headers.authorization?.replace(/^Basic /, '') ?? ''
    const [user = '', password] = Buffer.from(encoded, 'base64').toString().split(':')
    const account = accounts[user]
    if (account === undefined || account.password !== password) {
      const errors = [{ code: 'UNAUTHORIZED', message: 'authentication required' }]
      response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ errors }))
      return
    }
    const token = makeToken(user, accessOf(url.searchParams.getAll('scope'), account))
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ token }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The token server has no port.')
  const realm = `http://127.0.0.1:${address.port}/token`
  const yaml = `auth: { token: { realm: "${realm}", service: registry, issuer: test, rootcertbundle: "{folder}/issuer.pem" } }`
  return { realm, seen, auth: { yaml, files: { 'issuer.pem': CERTIFICATE } } }
}

import { isAppError, type RegistryConnection } from '@fairlead/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { answerJson } from '../testing/scripted-server.ts'
import { CLIENT, SECRET } from './testing/azure-cloud.ts'
import { type AzureWorld, createAzureWorld, PRINCIPAL } from './testing/azure-world.ts'

let world: AzureWorld
beforeEach(async () => {
  world = await createAzureWorld()
})
afterEach(() => world.close())

const HOUR = 3_600_000
const { signal } = new AbortController()
const ask = (connection: RegistryConnection) => world.provider.credential(connection, signal)
const logins = () => world.cloud.seen.filter(({ url }) => url.includes('/oauth2/v2.0/token')).length

test('50 who ask at once share one exchange', async () => {
  const connection = world.connection(PRINCIPAL)
  const credentials = await Promise.all(Array.from({ length: 50 }, () => ask(connection)))
  expect(new Set(credentials.map((each) => each?.password.reveal())).size).toBe(1)
  expect(world.cloud.given).toHaveLength(1)
  expect(logins()).toBe(1)
})

test('a login is given again until shortly before its end, and then a new one', async () => {
  const connection = world.connection(PRINCIPAL)
  const first = await ask(connection)
  expect(first?.username).toBe('00000000-0000-0000-0000-000000000000')
  expect(first?.expiresAt).toBe('2026-11-01T15:00:00.000Z')
  world.clock.advance(2.8 * HOUR)
  expect((await ask(connection))?.password.reveal()).toBe(first?.password.reveal())
  world.clock.advance(0.1 * HOUR)
  expect((await ask(connection))?.password.reveal()).not.toBe(first?.password.reveal())
  expect(world.cloud.given).toHaveLength(2)
})

test('a verification makes a new login, which is then given out', async () => {
  const connection = world.connection(PRINCIPAL)
  await ask(connection)
  await world.provider.verify(connection, {}, signal)
  expect((await ask(connection))?.password.reveal()).toBe(world.cloud.given.at(-1))
  expect(world.cloud.given).toHaveLength(2)
})

test.each([
  ['a token', { username: 'ci-pull', password: 'token-password-0123456789' }],
  ['a principal without its tenant', { username: CLIENT, password: SECRET }],
])('%s is given as it was typed, and nobody is asked', async (_what, account) => {
  const before = world.cloud.seen.length
  const credential = await ask(world.connection(account))
  expect(credential).toMatchObject({ username: account.username })
  expect(credential?.password.reveal()).toBe(account.password)
  expect(world.cloud.seen).toHaveLength(before)
})

test('a refusal is an error that says what the finding says, and is not kept', async () => {
  const connection = world.connection(PRINCIPAL)
  world.cloud.state.secretState = 'expired'
  await expect(ask(connection)).rejects.toSatisfy(
    (error) =>
      isAppError(error, 'credential.refused') && /has expired.*Make a new client secret/.test(error.message),
  )
  world.cloud.state.secretState = 'valid'
  expect((await ask(connection))?.username).toBeDefined()
})

test('one who gives up gets a canceled operation', async () => {
  const controller = new AbortController()
  const asked = world.provider.credential(world.connection(PRINCIPAL), controller.signal)
  controller.abort()
  await expect(asked).rejects.toSatisfy((error) => isAppError(error, 'operation.canceled'))
})

test('a registry that repeats the token of Entra ID brings nothing of it into a finding', async () => {
  world.cloud.state.override = (request, response) => {
    if (request.url !== '/oauth2/exchange') return false
    let body = ''
    request.on('data', (piece) => {
      body += String(piece)
    })
    request.on('end', () => {
      const token = new URLSearchParams(body).get('access_token')
      answerJson(response, 401, { errors: [{ code: 'UNAUTHORIZED', message: `no: ${token}` }] })
    })
    return true
  }
  const verification = await world.verify(PRINCIPAL, { image: 'app:1.0' })
  expect(verification.findings.map(({ code }) => code)).toEqual(['pull.denied'])
  expect(JSON.stringify(verification)).not.toMatch(/eyJ/)
})

test('images are those of the catalog, which a login may be kept from', async () => {
  const list = () =>
    Array.fromAsync(world.provider.images?.(world.connection(PRINCIPAL), 'web', signal) ?? [])
  expect(await list()).toEqual([{ repository: 'team/web' }])
  world.cloud.state.limitedTo = 'team/web'
  await expect(list()).rejects.toSatisfy((error) => isAppError(error, 'operation.unsupported'))
})

import { isAppError, type RegistryConnection } from '@fairlead/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { answerJson } from '../testing/scripted-server.ts'
import { keyFile } from './testing/google-fixtures.ts'
import { createGoogleWorld, FEDERATED, type GoogleWorld, KEY } from './testing/google-world.ts'

let world: GoogleWorld
beforeEach(async () => {
  world = await createGoogleWorld()
})
afterEach(() => world.close())

const MINUTE = 60_000
const { signal } = new AbortController()
const ask = (connection: RegistryConnection) => world.provider.credential(connection, signal)
const tokenQuestions = () =>
  world.cloud.seen.filter(({ url }) => url === 'https://oauth2.googleapis.com/token').length

test('50 who ask at once share one exchange', async () => {
  const connection = world.connection(KEY)
  const credentials = await Promise.all(Array.from({ length: 50 }, () => ask(connection)))
  expect(new Set(credentials.map((each) => each?.password.reveal())).size).toBe(1)
  expect(tokenQuestions()).toBe(1)
})

test('a token is given again until shortly before its end, and then a new one', async () => {
  const connection = world.connection(KEY)
  const first = await ask(connection)
  expect(first?.username).toBe('oauth2accesstoken')
  expect(first?.expiresAt).toBe('2026-11-01T12:59:59.000Z')
  world.clock.advance(45 * MINUTE)
  expect((await ask(connection))?.password.reveal()).toBe(first?.password.reveal())
  world.clock.advance(6 * MINUTE)
  const second = await ask(connection)
  expect(second?.password.reveal()).not.toBe(first?.password.reveal())
  expect(tokenQuestions()).toBe(2)
})

test('a verification makes a new token, which is then given out', async () => {
  const connection = world.connection(KEY)
  await ask(connection)
  await world.provider.verify(connection, {}, signal)
  expect(tokenQuestions()).toBe(2)
  expect((await ask(connection))?.password.reveal()).toBe(world.cloud.given.at(-1))
  expect(tokenQuestions()).toBe(2)
})

test('another secret gets a token of its own', async () => {
  await ask(world.connection(KEY))
  await ask(
    world.connection({ json_credentials: JSON.stringify(keyFile({ private_key_id: 'f'.repeat(40) })) }),
  ).catch(() => {})
  expect(tokenQuestions()).toBe(2)
})

test('one who gives up does not take the token from the others', async () => {
  const connection = world.connection(KEY)
  const controller = new AbortController()
  const impatient = world.provider.credential(connection, controller.signal)
  const patient = ask(connection)
  controller.abort()
  await expect(impatient).rejects.toSatisfy((error) => isAppError(error, 'operation.canceled'))
  expect((await patient)?.username).toBe('oauth2accesstoken')
  expect(tokenQuestions()).toBe(1)
})

test('a refusal is an error that says what the finding says, and is not kept', async () => {
  const connection = world.connection(KEY)
  world.cloud.state.key = 'deleted'
  await expect(ask(connection)).rejects.toSatisfy(
    (error) =>
      isAppError(error, 'credential.refused') && /deleted or disabled.*Make a new key/.test(error.message),
  )
  world.cloud.state.key = 'in-force'
  expect((await ask(connection))?.username).toBe('oauth2accesstoken')
})

test('a federated identity ends when Google says that it ends', async () => {
  const credential = await ask(world.connection({ ...FEDERATED, token_lifetime_seconds: 900 }))
  expect(credential?.expiresAt).toBe('2026-11-01T12:15:00.000Z')
})

test('a token service that repeats what it was sent brings nothing of it into a finding or an error', async () => {
  world.cloud.state.override = (request, response) => {
    if (!request.url?.startsWith('/token')) return false
    let body = ''
    request.on('data', (piece) => {
      body += String(piece)
    })
    request.on('end', () =>
      answerJson(response, 400, {
        error: 'invalid_grant',
        error_description: decodeURIComponent(body).split('assertion=')[1],
      }),
    )
    return true
  }
  const verification = await world.verify(KEY, { image: 'acme-prod-1/apps/api:1.0' })
  const text = JSON.stringify(verification)
  expect(verification.findings.map(({ code }) => code)).toEqual(['token.refused'])
  expect(text).not.toMatch(/eyJ/)
  await expect(ask(world.connection(KEY))).rejects.not.toThrow(/eyJ/)
})

test('images are those of all Docker repositories, page by page', async () => {
  const found: string[] = []
  const list = world.provider.images?.(world.connection(KEY), 'apps/', signal) ?? []
  for await (const { repository } of list) found.push(repository)
  expect(found).toEqual(['acme-prod-1/apps/api', 'acme-prod-1/apps/team/web'])
})

test('images that may not be listed are to be named in full', async () => {
  world.cloud.state.mayList = false
  const list = world.provider.images?.(world.connection(KEY), '', signal) ?? []
  await expect(Array.fromAsync(list)).rejects.toSatisfy((error) => isAppError(error, 'operation.unsupported'))
})

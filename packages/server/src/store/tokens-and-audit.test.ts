import { randomUUID } from 'node:crypto'
import type { ApiToken, AuditEntry, AuditFilter, Store } from '@fairlead/core'
import { beforeAll, expect, test } from 'vitest'
import { hashApiToken, newApiToken } from '../auth/api-token.ts'
import { useTestStores } from './testing/open-test-store.ts'
import { insertSamples, sampleOrganization } from './testing/samples.ts'

const stores = useTestStores()
let store: Store
beforeAll(async () => {
  store = (await stores.open()).store
})

const sampleToken = (organizationId: string | null, change: Partial<ApiToken> = {}): ApiToken => ({
  id: randomUUID(),
  organizationId,
  name: `token ${randomUUID()}`,
  role: 'deployer',
  hash: newApiToken().hash,
  createdAt: '2026-11-22T10:00:00.000Z',
  expiresAt: null,
  ...change,
})

test('a token is found by its hash, until it is deleted', async () => {
  const { organization } = await insertSamples(store)
  const { token, hash } = newApiToken()
  const apiToken = sampleToken(organization.id, { hash, expiresAt: '2027-01-01T00:00:00.000Z' })
  await store.tokens.insert(apiToken)
  expect(await store.tokens.byHash(hashApiToken(token))).toEqual(apiToken)
  expect(await store.tokens.get(apiToken.id)).toEqual(apiToken)
  await store.tokens.delete(apiToken.id)
  expect(await store.tokens.byHash(hash)).toBeUndefined()
})

test('tokens of the installation are listed apart, and each name is taken once', async () => {
  const { organization } = await insertSamples(store)
  const own = sampleToken(organization.id, { name: 'ci' })
  const installation = sampleToken(null)
  await store.tokens.insert(own)
  await store.tokens.insert(installation)
  expect(await store.tokens.listOf(organization.id)).toEqual([own])
  expect(await store.tokens.listOf(null)).toEqual([installation])
  for (const { organizationId, name } of [own, installation]) {
    await expect(store.tokens.insert(sampleToken(organizationId, { name }))).rejects.toMatchObject({
      code: 'name.taken',
    })
  }
})

test('tokens go with their organization, its audit trail stays, newest first', async () => {
  const organization = sampleOrganization()
  await store.organizations.insert(organization)
  const token = sampleToken(organization.id)
  await store.tokens.insert(token)
  const entries = ['CREATE', 'UPDATE', 'DELETE'].map(
    (action): AuditEntry => ({
      id: randomUUID(),
      organizationId: organization.id,
      at: '2026-11-22T10:00:00.000Z',
      actor: 'admin',
      action,
      targetType: 'ORGANIZATION',
      targetId: organization.id,
      targetName: organization.name,
    }),
  )
  for (const entry of entries) await store.audit.append(entry)
  await store.organizations.delete(organization.id)
  expect(await store.tokens.byHash(token.hash)).toBeUndefined()
  expect(await store.audit.list(organization.id, { page: 0, pageSize: 2 })).toEqual([entries[2], entries[1]])
  expect(await store.audit.list(organization.id, { page: 1, pageSize: 2 })).toEqual([entries[0]])
})

test('the audit trail is filtered by actor, action and target; no character of a text means anything else', async () => {
  const organizationId = randomUUID()
  const entry = (change: Partial<AuditEntry>): AuditEntry => ({
    id: randomUUID(),
    organizationId,
    at: '2026-11-22T10:00:00.000Z',
    actor: 'ada',
    action: 'CREATE',
    targetType: 'PROJECT',
    targetId: randomUUID(),
    targetName: 'shop',
    ...change,
  })
  const made = entry({})
  const renamed = entry({ action: 'UPDATE', actor: 'Grace 100%', targetName: 'Shop_two' })
  const removed = entry({ action: 'DELETE', targetType: 'CLUSTER', targetName: 'west' })
  for (const each of [made, renamed, removed]) await store.audit.append(each)
  const found = async (filter: AuditFilter) =>
    (await store.audit.list(organizationId, { page: 0, pageSize: 10 }, filter)).map(({ id }) => id)
  expect(await found({})).toEqual([removed.id, renamed.id, made.id])
  expect(await found({ actor: 'GRACE' })).toEqual([renamed.id])
  expect(await found({ actor: '%' })).toEqual([renamed.id])
  expect(await found({ target: '_' })).toEqual([renamed.id])
  expect(await found({ target: 'shop' })).toEqual([renamed.id, made.id])
  expect(await found({ target: made.targetId })).toEqual([made.id])
  expect(await found({ action: 'DELETE' })).toEqual([removed.id])
  expect(await found({ targetType: 'PROJECT', action: 'CREATE' })).toEqual([made.id])
  expect(await found({ targetType: 'PROJECT', action: 'DELETE' })).toEqual([])
})

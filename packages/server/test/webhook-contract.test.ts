import { createApiClient } from '@fairlead/api/client'
import { Configuration, OrganizationWebhookApi } from 'qovery-typescript-axios'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { startTestServer, type TestServer } from './support/start-test-server.ts'
import { startWebhookReceiver } from './support/webhook-receiver.ts'

let server: TestServer
let organizationId: string
beforeAll(async () => {
  server = await startTestServer()
  organizationId = server.made.organization.id
})
afterAll(() => server?.close())

const statusOf = (call: Promise<unknown>): Promise<number> =>
  call.then(
    () => 200,
    (error: unknown) => (error as { status: number }).status,
  )

describe('webhooks by the client of the contract', () => {
  const api = () =>
    new OrganizationWebhookApi(new Configuration({ basePath: server.url, apiKey: `Token ${server.token}` }))

  test('are made, listed, read, edited and deleted, and their secret never comes back', async () => {
    const made = await api().createOrganizationWebhook(organizationId, {
      kind: 'STANDARD',
      target_url: 'https://hooks.example.com/in?room=1',
      target_secret: 'hush-hush',
      description: 'alerts',
      events: ['DEPLOYMENT_FAILURE'],
      project_names_filter: ['shop*'],
      environment_types_filter: ['PRODUCTION'],
    })
    expect(made.status).toBe(201)
    expect(made.data).toMatchObject({
      kind: 'STANDARD',
      target_url: 'https://hooks.example.com/in?room=1',
      target_secret_set: true,
      description: 'alerts',
      enabled: true,
      events: ['DEPLOYMENT_FAILURE'],
      project_names_filter: ['shop*'],
      environment_types_filter: ['PRODUCTION'],
    })
    const { id } = made.data
    const edited = await api().editOrganizationWebhook(organizationId, id, {
      kind: 'SLACK',
      target_url: 'https://hooks.slack.example.com/services/T/B/X',
      events: ['DEPLOYMENT_STARTED', 'DEPLOYMENT_SUCCESSFUL'],
      enabled: false,
    })
    expect(edited.data).toMatchObject({ kind: 'SLACK', enabled: false, target_secret_set: true })
    const read = await api().getOrganizationWebhook(organizationId, id)
    expect(read.data).toEqual(edited.data)
    const listed = await api().listOrganizationWebHooks(organizationId)
    expect(listed.data.results).toEqual([edited.data])
    expect(JSON.stringify([made.data, edited.data, listed.data])).not.toContain('hush-hush')
    expect((await api().listWebhookEvent(organizationId, id)).data.results).toEqual([])
    expect((await api().deleteOrganizationWebhook(organizationId, id)).status).toBe(204)
    expect(await statusOf(api().getOrganizationWebhook(organizationId, id))).toBe(404)
  })
})

describe('webhooks by our own client', () => {
  const webhooks = () => server.client.webhooks

  test('an address that is none is refused with its field, and without the rest of it', async () => {
    for (const target_url of ['ftp://x.test', 'https://u:p@x.test', 'nowhere', 'file:///etc/passwd']) {
      const refused = webhooks().create(organizationId, {
        kind: 'STANDARD',
        target_url,
        events: ['DEPLOYMENT_FAILURE'],
      })
      await expect(refused).rejects.toMatchObject({
        status: 400,
        issues: [{ field: 'target_url', problem: 'is not an address to send to' }],
      })
    }
  })

  test('a change of health is sent to the address, which is not reached in a denied network', async () => {
    const receiver = await startWebhookReceiver()
    onTestFinished(() => receiver.close())
    const { id } = await webhooks().create(organizationId, {
      kind: 'STANDARD',
      target_url: receiver.url,
      events: ['REGISTRY_HEALTH_CHANGED'],
    })
    expect(await webhooks().test(organizationId, id)).toMatchObject({ delivered: false })
    const made = await server.client.registries.create(organizationId, server.registryBody('told'), {
      unverified: true,
    })
    await server.client.registries.verifySaved(organizationId, made.id)
    const tried = async () => {
      const [delivery] = await webhooks().deliveries(organizationId, id)
      if (delivery && delivery.attempts > 0) return delivery
      throw new Error('not tried yet')
    }
    const delivery = await vi.waitFor(tried, { timeout: 20_000, interval: 50 })
    expect(delivery).toMatchObject({ event: 'REGISTRY_HEALTH_CHANGED', state: 'waiting' })
    expect(delivery.payload).toMatchObject({ event_id: delivery.eventId, data: { to: expect.any(String) } })
    expect(receiver.received).toEqual([])
    expect(await webhooks().redeliver(organizationId, id, delivery.id)).toMatchObject({ state: 'waiting' })
    await webhooks().remove(organizationId, id)
    await server.client.registries.remove(organizationId, made.id)
  })

  test('a viewer sees none of them: an address may hold a secret', async () => {
    const { token } = await server.client.tokens.create(organizationId, { name: 'viewer', role: 'viewer' })
    const viewer = createApiClient({ baseUrl: server.url, token })
    expect(await statusOf(viewer.webhooks.list(organizationId))).toBe(403)
  })
})

describe('a registry tells of its care', () => {
  test('health, expiry and the next look are shown, and its verifications listed', async () => {
    const registries = server.client.registries
    const made = await registries.create(organizationId, server.registryBody('cared'))
    expect(made).toMatchObject({ health: expect.stringMatching(/^(verified|warning)$/) })
    await registries.verifySaved(organizationId, made.id)
    const shown = await registries.get(organizationId, made.id)
    expect(Date.parse(shown.next_verification_at ?? '')).toBeGreaterThan(Date.now())
    expect(shown).toHaveProperty('expires_at')
    const { total, records } = await registries.verifications(organizationId, made.id, { pageSize: 1 })
    expect([total, records.length]).toEqual([2, 1])
    expect(records[0]).toMatchObject({ trigger: 'asked', health: shown.health })
    const { records: older } = await registries.verifications(organizationId, made.id, {
      page: 1,
      pageSize: 1,
    })
    expect(older).toMatchObject([{ trigger: 'saved' }])
    await registries.remove(organizationId, made.id)
  })
})

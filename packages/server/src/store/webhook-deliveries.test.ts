import type { Store, Webhook, WebhookDelivery } from '@fairlead/core'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { useTestStores } from './testing/open-test-store.ts'
import { sampleOrganization } from './testing/samples.ts'

const stores = useTestStores()
let one: Store
let other: Store
let organizationId: string
beforeAll(async () => {
  one = (await stores.open()).store
  other = (await stores.open()).store
})
beforeEach(async () => {
  const organization = sampleOrganization()
  await one.organizations.insert(organization)
  organizationId = organization.id
})
// What a test left waiting would be taken by the next one.
afterEach(() => one.organizations.delete(organizationId))

const NOW = Date.parse('2026-11-22T10:00:00.000Z')
const at = (minutes: number): Date => new Date(NOW + minutes * 60_000)

function sampleWebhook(change: Partial<Webhook> = {}): Webhook {
  return {
    id: crypto.randomUUID(),
    organizationId,
    kind: 'STANDARD',
    targetUrl: 'https://hooks.test/in',
    description: '',
    events: ['DEPLOYMENT_FAILURE', 'REGISTRY_HEALTH_CHANGED'],
    enabled: true,
    sealedSecret: null,
    projectNames: ['shop*'],
    environmentTypes: ['PRODUCTION'],
    createdAt: at(0).toISOString(),
    updatedAt: at(0).toISOString(),
    ...change,
  }
}

async function insertWebhook(): Promise<Webhook> {
  const webhook = sampleWebhook()
  await one.webhooks.insert(webhook)
  return webhook
}

const sampleDelivery = (webhook: Webhook, eventId: number, dueAt = at(0)): WebhookDelivery => ({
  id: crypto.randomUUID(),
  webhookId: webhook.id,
  organizationId,
  eventId,
  event: 'REGISTRY_HEALTH_CHANGED',
  payload: { event_id: eventId },
  state: 'waiting',
  attempts: 0,
  dueAt: dueAt.toISOString(),
  lastAnswer: null,
  createdAt: at(0).toISOString(),
})

describe('webhooks', () => {
  test('read back as they were written, by address, and go with their organization', async () => {
    const second = sampleWebhook({ targetUrl: 'https://hooks.test/b' })
    const first = sampleWebhook({ targetUrl: 'https://hooks.test/a' })
    await one.webhooks.insert(second)
    await one.webhooks.insert(first)
    expect(await other.webhooks.listOf(organizationId)).toEqual([first, second])
    const edited = { ...first, enabled: false, events: [], description: 'off' }
    await one.webhooks.save(edited)
    expect(await other.webhooks.get(first.id)).toEqual(edited)
    await one.webhooks.delete(second.id)
    expect(await one.webhooks.get(second.id)).toBeUndefined()
    expect(await one.webhooks.get('no-id')).toBeUndefined()
    await one.organizations.delete(organizationId)
    expect(await one.webhooks.get(first.id)).toBeUndefined()
  })
})

describe('deliveries', () => {
  test('an event is stored once for each webhook', async () => {
    const webhook = await insertWebhook()
    const delivery = sampleDelivery(webhook, 1)
    await one.webhookDeliveries.enqueue(delivery)
    await other.webhookDeliveries.enqueue(sampleDelivery(webhook, 1))
    expect(await one.webhookDeliveries.listOf(webhook.id, { page: 0, pageSize: 10 })).toEqual([delivery])
    expect(await one.webhookDeliveries.get(delivery.id)).toEqual(delivery)
    expect(await one.webhookDeliveries.get('no-id')).toBeUndefined()
  })

  test('are taken one at a time of each webhook, in their order, by one of many owners', async () => {
    const [a, b] = [await insertWebhook(), await insertWebhook()]
    for (const event of [1, 2, 3]) await one.webhookDeliveries.enqueue(sampleDelivery(a, event))
    await one.webhookDeliveries.enqueue(sampleDelivery(b, 1))
    const taken = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        (index % 2 ? one : other).webhookDeliveries.take(`w${index}`, at(0), at(1), 10),
      ),
    )
    const got = taken.flat()
    expect(got.map(({ webhookId, eventId }) => [webhookId, eventId]).toSorted()).toEqual(
      [
        [a.id, 1],
        [b.id, 1],
      ].toSorted(),
    )
    const owner = `w${taken.findIndex((each) => each.some(({ webhookId }) => webhookId === a.id))}`
    const first = got.find(({ webhookId }) => webhookId === a.id)
    if (!first) throw new Error('nothing was taken')
    // One that has to be sent again lets the next one go first.
    const later = { ...first, attempts: 1, dueAt: at(5).toISOString(), lastAnswer: '503' }
    expect(await one.webhookDeliveries.settle(later, owner)).toBe(true)
    expect(await one.webhookDeliveries.take('x', at(0), at(1), 10)).toMatchObject([{ eventId: 2 }])
  })

  test('one whose owner died is taken by another, and the dead one settles nothing', async () => {
    const webhook = await insertWebhook()
    await one.webhookDeliveries.enqueue(sampleDelivery(webhook, 1))
    const [taken] = await one.webhookDeliveries.take('dead', at(0), at(1), 10)
    if (!taken) throw new Error('nothing was taken')
    expect(await other.webhookDeliveries.take('next', at(0.5), at(2), 10)).toEqual([])
    expect(await other.webhookDeliveries.take('next', at(1), at(2), 10)).toEqual([taken])
    const delivered: WebhookDelivery = { ...taken, state: 'delivered', attempts: 1, lastAnswer: '204' }
    expect(await one.webhookDeliveries.settle(delivered, 'dead')).toBe(false)
    expect(await one.webhookDeliveries.settle(delivered, 'next')).toBe(true)
    expect(await one.webhookDeliveries.get(taken.id)).toEqual(delivered)
  })

  test('one that is finished waits again when it is asked for, and old finished ones are forgotten', async () => {
    const webhook = await insertWebhook()
    const waiting = sampleDelivery(webhook, 1)
    const dead: WebhookDelivery = { ...sampleDelivery(webhook, 2), state: 'given-up', attempts: 9 }
    await one.webhookDeliveries.enqueue(waiting)
    await one.webhookDeliveries.enqueue(dead)
    expect(await one.webhookDeliveries.requeue(waiting.id, at(1))).toBe(false)
    expect(await one.webhookDeliveries.requeue(dead.id, at(1))).toBe(true)
    expect(await one.webhookDeliveries.get(dead.id)).toMatchObject({
      state: 'waiting',
      attempts: 0,
      dueAt: at(1).toISOString(),
    })
    const old: WebhookDelivery = { ...sampleDelivery(webhook, 3), state: 'delivered' }
    await one.webhookDeliveries.enqueue(old)
    await one.webhookDeliveries.forgetBefore(at(0))
    expect(await one.webhookDeliveries.get(old.id)).toEqual(old)
    await one.webhookDeliveries.forgetBefore(at(1))
    expect(await one.webhookDeliveries.get(old.id)).toBeUndefined()
    expect(await one.webhookDeliveries.get(waiting.id)).toEqual(waiting)
  })
})

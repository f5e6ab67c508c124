import { createHmac, randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import {
  type Clock,
  type Deployment,
  Secret,
  systemClock,
  type Webhook,
  type WebhookDelivery,
  type WebhookInput,
} from '@fairlead/core'
import { createGuardedFetch } from '@fairlead/oci/net'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { startWebhookDelivery } from '../src/jobs/deliver-webhooks.ts'
import { silentLog } from '../src/log.ts'
import { startProgram } from '../src/postgres/testing/child.ts'
import type { OpenedStore } from '../src/store/open-store.ts'
import { useTestStores } from '../src/store/testing/open-test-store.ts'
import {
  sampleCluster,
  sampleContainer,
  sampleDeployment,
  sampleEnvironment,
  sampleProject,
} from '../src/store/testing/samples.ts'
import { createWebhookSender } from '../src/webhook-sender.ts'
import { type CareWorld, type HandClock, handClock, openCareWorld } from './support/care-world.ts'
import { startWebhookReceiver, type WebhookReceiver } from './support/webhook-receiver.ts'

const stores = useTestStores()
const fetch = createGuardedFetch({ policy: { privateNetworks: 'allow' } })
afterAll(() => fetch.close())

let opened: OpenedStore
let receiver: WebhookReceiver
let clock: HandClock
/** The time of store, use cases and jobs: that of `clock`, unless a test needs it to pass. */
let time: Clock
let world: CareWorld
beforeAll(async () => {
  opened = await stores.open({ clock: { now: () => time.now() } })
})
beforeEach(async () => {
  receiver = await startWebhookReceiver()
  onTestFinished(() => receiver.close())
  clock = handClock()
  time = clock
  world = await openCareWorld(opened, {
    clock: { now: () => time.now() },
    webhookSender: createWebhookSender(fetch),
  })
  const { id } = world.organization
  // What a test left waiting would be sent by the next one.
  onTestFinished(async () => {
    for (const webhook of await world.store.webhooks.listOf(id)) await world.store.webhooks.delete(webhook.id)
  })
})

const never = new AbortController().signal
const KEY = 'hush'

const add = (change: Partial<WebhookInput> = {}): Promise<Webhook> =>
  world.app.createWebhook(world.who, world.organization.id, {
    kind: 'STANDARD',
    targetUrl: receiver.url,
    secret: new Secret(KEY),
    description: 'alerts',
    events: ['REGISTRY_HEALTH_CHANGED', 'DEPLOYMENT_SUCCESSFUL', 'DEPLOYMENT_FAILURE', 'DEPLOYMENT_STARTED'],
    enabled: true,
    projectNames: [],
    environmentTypes: [],
    ...change,
  })

/** A registry of the name whose health changes, which webhooks are told of. */
async function happen(name: string): Promise<void> {
  const [registry] = await world.connect([name])
  if (!registry) throw new Error('not connected')
  await world.app.verifyRegistry(world.who, world.organization.id, registry.id, {}, never)
}

/** Sends whatever is due now. */
async function deliver(): Promise<WebhookDelivery[]> {
  const done: WebhookDelivery[] = []
  for (;;) {
    const now = clock.now()
    const taken = await world.store.webhookDeliveries.take('w', now, new Date(now.getTime() + 60_000), 10)
    if (taken.length === 0) return done
    for (const each of taken) done.push(await world.app.deliverWebhook(each, 'w', never))
  }
}

const deliveriesOf = ({ id }: Webhook): Promise<readonly WebhookDelivery[]> =>
  world.app.listWebhookDeliveries(world.who, world.organization.id, id, { page: 0, pageSize: 100 })

describe('a message', () => {
  test('tells what happened, signed so that its receiver can check it, and is known by its id', async () => {
    const webhook = await add()
    await happen('acme')
    clock.advance(5_000)
    expect(await deliver()).toMatchObject([{ state: 'delivered', attempts: 1, lastAnswer: '204' }])
    const [message, ...more] = receiver.received
    expect(more).toEqual([])
    const [delivery] = await deliveriesOf(webhook)
    expect(message?.json).toEqual({
      id: delivery?.id,
      event: 'REGISTRY_HEALTH_CHANGED',
      event_id: delivery?.eventId,
      organization_id: world.organization.id,
      at: '2026-11-22T10:00:00.000Z',
      sent_at: '2026-11-22T10:00:05.000Z',
      data: {
        registry: { id: expect.any(String), name: 'acme', kind: 'GITHUB_CR', url: 'https://ghcr.io' },
        from: 'unverified',
        to: 'verified',
        findings: [],
      },
    })
    expect(message?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-fairlead-event': 'REGISTRY_HEALTH_CHANGED',
      'x-fairlead-delivery': delivery?.id,
      'x-fairlead-timestamp': '2026-11-22T10:00:05.000Z',
      'x-fairlead-signature-256': `sha256=${createHmac('sha256', KEY)
        .update(message?.body ?? '')
        .digest('hex')}`,
    })
  })

  test('is not signed without a secret, and no more once the secret is removed', async () => {
    const webhook = await add({ secret: null })
    await happen('one')
    await deliver()
    expect(receiver.received[0]?.headers).not.toHaveProperty('x-fairlead-signature-256')
    const { id, kind, targetUrl, description, events, enabled } = webhook
    const settings = { kind, targetUrl, description, events, enabled, projectNames: [], environmentTypes: [] }
    const edit = (secret: WebhookInput['secret']) =>
      world.app.editWebhook(world.who, world.organization.id, id, { ...settings, secret })
    await edit(new Secret(KEY))
    await edit(undefined)
    await happen('two')
    await deliver()
    expect(receiver.received[1]?.headers).toHaveProperty('x-fairlead-signature-256')
    await edit(null)
    await happen('three')
    await deliver()
    expect(receiver.received[2]?.headers).not.toHaveProperty('x-fairlead-signature-256')
  })

  test('to Slack is one that Slack shows', async () => {
    await add({ kind: 'SLACK' })
    await happen('acme')
    await deliver()
    expect(receiver.received.map(({ json }) => json)).toEqual([
      { text: 'The container registry *acme* is now *verified* (it was unverified).' },
    ])
    expect(receiver.received[0]?.headers).not.toHaveProperty('x-fairlead-signature-256')
  })

  test('of a test says that it is one, whatever the webhook is set to, and is not kept', async () => {
    const webhook = await add({ enabled: false })
    receiver.answer(500)
    const test = () => world.app.testWebhook(world.who, world.organization.id, webhook.id, never)
    expect(await test()).toEqual({ status: 500 })
    expect(await test()).toEqual({ status: 204 })
    expect(receiver.received.map(({ json }) => json.event)).toEqual(['PING', 'PING'])
    expect(receiver.received[0]?.headers).toHaveProperty('x-fairlead-signature-256')
    expect(await deliveriesOf(webhook)).toEqual([])
  })
})

describe('who is told of what', () => {
  async function deployIn(projectName: string, mode: 'PRODUCTION' | 'STAGING'): Promise<Deployment> {
    const { store, organization } = world
    const project = sampleProject(organization.id, { name: projectName })
    const cluster = sampleCluster(organization.id, { name: projectName })
    const environment = sampleEnvironment(project, cluster.id, { mode })
    const [registry] = await world.connect([projectName])
    if (!registry) throw new Error('not connected')
    const container = sampleContainer(environment, registry.id, {
      spec: {
        ...sampleContainer(environment, registry.id).spec,
        variables: [{ name: 'PASSWORD', value: 'very secret', isSecret: true } as never],
      },
    })
    await store.projects.insert(project)
    await store.clusters.insert(cluster)
    await store.environments.insert(environment)
    await store.containers.insert(container)
    const deployment = sampleDeployment(container)
    await store.deployments.insert(deployment)
    return deployment
  }

  /** As a deployment tells it: through the app's own store, which is what brings the messages. */
  async function runs(deployment: Deployment): Promise<void> {
    await world.app.runDeployment(deployment.id, never)
  }

  test('a deployment tells of its start and its end, without any variable', async () => {
    await add()
    await runs(await deployIn('shop', 'PRODUCTION'))
    await deliver()
    expect(receiver.received.map(({ json }) => json.event)).toEqual([
      'DEPLOYMENT_STARTED',
      'DEPLOYMENT_FAILURE',
    ])
    expect(receiver.received[1]?.json.data).toMatchObject({
      deployment: { action: 'deploy', state: 'failed', requested_by: 'admin' },
      container: { name: 'web' },
      environment: { name: 'production', mode: 'PRODUCTION' },
      project: { name: 'shop' },
      findings: [{ severity: 'error' }],
    })
    expect(receiver.received.map(({ body }) => body).join()).not.toContain('very secret')
  })

  test.each([
    [['shop-eu'], [], true],
    [['SHOP*'], [], true],
    [['*op-e*'], [], true],
    [['*'], ['STAGING', 'PRODUCTION'], true],
    [['other', 'shop-eu'], ['PRODUCTION'], true],
    [['shop'], [], false],
    [['store', '*front'], [], false],
    [['shop-eu*shop-eu'], [], false],
    [[], ['STAGING'], false],
  ] as const)('projects %j and modes %j: %s', async (projectNames, environmentTypes, isTold) => {
    const webhook = await add({ projectNames, environmentTypes })
    await runs(await deployIn('Shop-EU', 'PRODUCTION'))
    expect(await deliveriesOf(webhook)).toHaveLength(isTold ? 2 : 0)
  })

  test('what is not asked for, or switched off, or of another organization, brings no message', async () => {
    const webhooks = [await add({ events: ['DEPLOYMENT_FAILURE'] }), await add({ enabled: false })]
    const elsewhere = await openCareWorld(opened, { clock })
    const foreign = await elsewhere.app.createWebhook(elsewhere.who, elsewhere.organization.id, {
      kind: 'STANDARD',
      targetUrl: receiver.url,
      secret: null,
      description: '',
      events: ['REGISTRY_HEALTH_CHANGED'],
      enabled: true,
      projectNames: [],
      environmentTypes: [],
    })
    await happen('acme')
    for (const webhook of webhooks) expect(await deliveriesOf(webhook)).toEqual([])
    expect(await world.store.webhookDeliveries.listOf(foreign.id, { page: 0, pageSize: 9 })).toEqual([])
    expect(await deliver()).toEqual([])
  })

  test('an event and its messages are stored together or not at all', async () => {
    const webhook = await add()
    const before = await world.store.events.last(world.organization.id)
    const broken = await openCareWorld(
      {
        ...opened,
        store: {
          ...opened.store,
          transaction: (work) =>
            opened.store.transaction(async (tx) => {
              await work(tx)
              throw new Error('the server ends here')
            }),
        },
      },
      { clock },
    )
    const [registry] = await world.connect(['acme'])
    if (!registry) throw new Error('not connected')
    await expect(
      broken.app.verifyRegistry(world.who, world.organization.id, registry.id, {}, never),
    ).rejects.toThrow('the server ends here')
    expect(await deliveriesOf(webhook)).toEqual([])
    expect(await world.store.events.last(world.organization.id)).toBe(before)
  })
})

describe('a receiver in trouble', () => {
  test('is tried again with longer and longer pauses for a day, with one id, then given up', async () => {
    const webhook = await add()
    await happen('acme')
    receiver.answer(...Array.from({ length: 10 }, () => 503))
    const pauses: number[] = []
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      const [tried] = await deliver()
      if (attempt === 10) {
        expect(tried).toMatchObject({ state: 'given-up', attempts: 10, lastAnswer: '503' })
        break
      }
      expect(tried).toMatchObject({ state: 'waiting', attempts: attempt })
      const pause = Date.parse(tried?.dueAt ?? '') - clock.now().getTime()
      pauses.push(pause)
      clock.advance(pause - 1)
      expect(await deliver()).toEqual([])
      clock.advance(1)
    }
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b))
    const total = pauses.reduce((sum, each) => sum + each, 0) / 3_600_000
    expect(total).toBeGreaterThan(23)
    expect(total).toBeLessThan(25)
    expect(new Set(receiver.received.map(({ headers }) => headers['x-fairlead-delivery'])).size).toBe(1)

    const [dead] = await deliveriesOf(webhook)
    const again = await world.app.redeliver(world.who, world.organization.id, webhook.id, dead?.id ?? '')
    expect(again).toMatchObject({ state: 'waiting', attempts: 0 })
    expect(await deliver()).toMatchObject([{ id: dead?.id, state: 'delivered' }])
  })

  test.each<[string, number | undefined, Partial<WebhookDelivery>]>([
    ['a redirect is not followed', 302, { state: 'waiting', lastAnswer: '302' }],
    ['410 ends it at once', 410, { state: 'given-up', lastAnswer: '410' }],
    [
      'no answer is told as such',
      undefined,
      { state: 'waiting', lastAnswer: 'the host closed the connection before the answer was complete' },
    ],
  ])('%s', async (_, status, expected) => {
    await add()
    await happen('acme')
    receiver.answer(status)
    expect(await deliver()).toMatchObject([expected])
    expect(receiver.received).toHaveLength(1)
  })

  test('does not hold up another, nor what comes after', async () => {
    const other = await startWebhookReceiver()
    onTestFinished(() => other.close())
    await add()
    await add({ targetUrl: other.url })
    await happen('one')
    await happen('two')
    receiver.answer(500)
    await deliver()
    const names = ({ received }: WebhookReceiver) =>
      received.map(({ json }) => (json.data as { registry: { name: string } }).registry.name)
    expect(names(other)).toEqual(['one', 'two'])
    expect(names(receiver)).toEqual(['one', 'two'])
    clock.advance(10_000)
    await deliver()
    expect(names(receiver)).toEqual(['one', 'two', 'one'])
  })

  test('in a network that is denied gets nothing, and the answer says so', async () => {
    const denied = createGuardedFetch({ policy: { privateNetworks: 'deny' } })
    onTestFinished(() => denied.close())
    const guarded = await openCareWorld(opened, { clock, webhookSender: createWebhookSender(denied) })
    const webhook = await add()
    const answer = await guarded.app.testWebhook(world.who, world.organization.id, webhook.id, never)
    expect(answer).toMatchObject({ fault: expect.stringMatching(/127\.0\.0\.1/) })
    expect(receiver.received).toEqual([])
  })

  test('whose answers are kept by their status alone', async () => {
    const webhook = await add()
    await happen('acme')
    receiver.answer(500)
    await deliver()
    expect(JSON.stringify(await deliveriesOf(webhook))).not.toContain('secret answer')
  })
})

describe('the worker', () => {
  beforeEach(() => {
    time = systemClock
  })
  const until = <T>(look: () => Promise<T> | T): Promise<T> =>
    vi.waitFor(look, { timeout: 20_000, interval: 20 })
  const start = (app = world.app) => {
    const job = startWebhookDelivery({
      app,
      deliveries: world.store.webhookDeliveries,
      eventSignal: opened.eventSignal,
      clock: systemClock,
      log: silentLog,
      owner: `test:${randomUUID()}`,
      pollMs: 50,
      leaseMs: 2_000,
    })
    onTestFinished(() => job.stop({ graceMs: 0 }))
  }

  test('sends what happens in its order; two of them send each message once', async () => {
    await add()
    start()
    start()
    const names = Array.from({ length: 8 }, (_, index) => `r${index}`)
    for (const name of names) await happen(name)
    await until(() => expect(receiver.received).toHaveLength(8))
    const told = receiver.received.map(
      ({ json }) => (json.data as { registry: { name: string } }).registry.name,
    )
    expect(told).toEqual(names)
  })

  test('after kill -9 another sends what was under way again, by the same id, and nothing else twice', async () => {
    const webhook = await add()
    for (const name of ['a', 'b', 'c']) await happen(name)
    const program = fileURLToPath(new URL('./support/deliver-until-killed.ts', import.meta.url))
    const child = startProgram(program, JSON.stringify(stores.database().connection))
    const [first, second] = [await child.line(), await child.line()]
    await child.kill()
    start()
    await until(async () =>
      expect((await deliveriesOf(webhook)).map(({ state }) => state)).toEqual([
        'delivered',
        'delivered',
        'delivered',
      ]),
    )
    const ids = (await deliveriesOf(webhook)).map(({ id }) => id).reverse()
    expect(ids.slice(0, 2)).toEqual([first, second])
    expect(receiver.received.map(({ headers }) => headers['x-fairlead-delivery']).toSorted()).toEqual(
      ids.slice(1).toSorted(),
    )
  })
})

test('changes of a webhook are audited by its description, and its secret and address stay out', async () => {
  const webhook = await add()
  await world.app.deleteWebhook(world.who, world.organization.id, webhook.id)
  const trail = await world.store.audit.list(world.organization.id, { page: 0, pageSize: 9 })
  expect(trail.map(({ action, targetType, targetName }) => [action, targetType, targetName])).toEqual([
    ['DELETE', 'WEBHOOK', 'alerts'],
    ['CREATE', 'WEBHOOK', 'alerts'],
  ])
  expect(JSON.stringify(webhook)).not.toContain(KEY)
  await expect(world.app.getWebhook(world.who, world.organization.id, webhook.id)).rejects.toMatchObject({
    code: 'webhook.not_found',
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { WEBHOOK_EVENTS } from '../names/find-webhook.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

let started: TestServer
beforeAll(async () => {
  started = await startTestServer()
}, 120_000)
afterAll(() => started.close())

const json = (text: string) => JSON.parse(text)
const SLACK = 'https://hooks.slack.example.com/services/T/B/X'

test('with none yet, list says how to add one', async () => {
  const { code, out } = await started.fairlead(['webhook', 'list'])
  expect(out).toBe('There is no webhook yet. Add one: fairlead webhook add URL\n')
  expect(code).toBe(0)
})

test('one is added with a secret from the environment, which is shown nowhere', async () => {
  const secret = 'a-secret-of-the-webhook'
  const argv = ['webhook', 'add', 'https://hooks.example.com/in', '--event', 'registry-health-changed']
  const { code, out, err } = await started.fairlead([...argv, '--description', 'alerts', '-o', 'json'], {
    env: { FAIRLEAD_WEBHOOK_SECRET: secret },
  })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(json(out).webhook).toMatchObject({
    kind: 'STANDARD',
    target_secret_set: true,
    events: ['REGISTRY_HEALTH_CHANGED'],
    enabled: true,
  })
  expect(out).not.toContain(secret)
})

test('one for Slack is told of everything unless said otherwise, within its filters', async () => {
  const argv = [
    'webhook',
    'add',
    SLACK,
    '--kind',
    'slack',
    '--project',
    'shop*',
    '--mode',
    'production',
    '--off',
  ]
  const { code, out } = await started.fairlead([...argv, '-o', 'json'])
  expect(code).toBe(0)
  const { webhook } = json(out)
  expect(webhook).toMatchObject({
    kind: 'SLACK',
    enabled: false,
    target_secret_set: false,
    project_names_filter: ['shop*'],
    environment_types_filter: ['PRODUCTION'],
  })
  expect(webhook.events).toEqual([...WEBHOOK_EVENTS])
  const listed = await started.fairlead(['webhook', 'list'])
  expect(listed.out).toMatch(/alerts +✓ on +standard/)
  expect(listed.out).toContain('slack')
})

test('an event or an address that is none says what there is', async () => {
  const event = await started.fairlead(['webhook', 'add', SLACK, '--event', 'deployments'])
  expect(event.code).toBe(2)
  expect(event.err).toContain('There is no event "deployments".\nChoose from: deployment-started,')
  const address = await started.fairlead(['webhook', 'add', 'hooks.example.com'])
  expect(address.code).not.toBe(0)
  expect(address.err).toContain('http:// or https://')
})

test('a test to a denied network tells so, exit code 1', async () => {
  await started.fairlead(['webhook', 'add', 'http://127.0.0.1:9/', '--description', 'inside'])
  const { code, out } = await started.fairlead(['webhook', 'test', 'inside'])
  expect(out).toMatch(/^✗ 127\.0\.0\.1:9 did not take the message: .*127\.0\.0\.1/)
  expect(code).toBe(1)
})

test('one is removed by its description, its address or its id', async () => {
  for (const name of ['alerts', SLACK]) {
    expect(await started.fairlead(['webhook', 'remove', name])).toMatchObject({ code: 0 })
  }
  const { webhooks } = json((await started.fairlead(['webhook', 'list', '-o', 'json'])).out)
  expect(webhooks).toMatchObject([{ description: 'inside' }])
  expect((await started.fairlead(['webhook', 'remove', webhooks[0].id])).out).toBe(
    'Removed the webhook inside.\n',
  )
  const gone = await started.fairlead(['webhook', 'remove', 'inside'])
  expect(gone.code).toBe(4)
})

test('the history of a registry lists its verifications, why and what they found', async () => {
  const env = { FAIRLEAD_REGISTRY_TOKEN: started.twin.tokens.good }
  const argv = ['registry', 'add', 'acme', '--url', started.twin.twin.url, '--prefix', 'acme', '--quiet']
  expect((await started.fairlead(argv, { env })).code).toBe(0)
  await started.fairlead(['registry', 'verify', 'acme', '--quiet'])
  const { code, out } = await started.fairlead(['registry', 'history', 'acme'])
  expect(code).toBe(0)
  expect(out).toMatch(/verified at +health +why/i)
  expect(out).toMatch(/asked[\s\S]*saved/)
  expect(out).toMatch(/\nVerified next at \d{4}-/)
  const latest = json(
    (await started.fairlead(['registry', 'history', 'acme', '--limit', '1', '-o', 'json'])).out,
  )
  expect(latest).toMatchObject({ total: 2, verifications: [{ trigger: 'asked' }] })
})

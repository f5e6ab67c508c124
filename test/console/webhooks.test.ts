import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from '../../packages/server/test/support/webhook-receiver.ts'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

describeWithBrowser('webhooks', (browser) => {
  let harness: ConsoleHarness
  let receiver: WebhookReceiver
  beforeAll(async () => {
    receiver = await startWebhookReceiver()
    harness = await startConsole(browser, { privateNetworks: 'allow' })
  }, 120_000)
  afterAll(async () => {
    await harness?.close()
    await receiver?.close()
  })
  const path = () => `/o/${harness.org}/settings/webhooks`

  test('a webhook is added, tested, edited without its secret, and deleted', async () => {
    const page = await harness.open(path())
    await page.getByRole('button', { name: 'Add webhook' }).click()
    const dialog = page.getByRole('dialog')
    await expectAccessible(page)
    await dialog.getByLabel('Address').fill('ftp://nowhere')
    await dialog.getByRole('button', { name: 'Add webhook' }).click()
    await dialog.getByText('is not an address to send to').waitFor()
    await dialog.getByLabel('Address').fill(receiver.url)
    await dialog.getByLabel('Description').fill('pager')
    await dialog.getByRole('button', { name: 'Generate' }).click()
    const secret = await dialog.getByLabel('Secret', { exact: true }).inputValue()
    expect(secret).toMatch(/^[0-9a-f]{64}$/)
    await dialog.getByRole('button', { name: 'Add webhook' }).click()
    await dialog.waitFor({ state: 'detached' })
    harness.guard(secret)
    await page.getByText('Nothing was sent yet.').waitFor()
    await expectAccessible(page)

    await page.getByRole('link', { name: 'pager' }).click()
    await page.getByText('Signed with its secret').waitFor()
    await page.getByRole('button', { name: 'Send a test message' }).click()
    await page.getByText('It answered 204.').waitFor()
    expect(receiver.received.at(-1)?.headers['x-fairlead-signature-256']).toMatch(/^sha256=/)
    receiver.answer(500)
    await page.getByRole('button', { name: 'Send a test message' }).click()
    await page.getByText('It answered 500.').waitFor()
    await expectAccessible(page)

    await page.getByRole('button', { name: 'Edit' }).click()
    await dialog.getByLabel('Description').fill('the pager')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'the pager', exact: true }).waitFor()
    expect((await harness.api.webhooks.list(harness.org))[0]?.target_secret_set).toBe(true)
    await page.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByRole('button', { name: 'Delete the webhook' }).click()
    await page.getByRole('heading', { name: 'No webhooks yet' }).waitFor()
  })

  test('what was sent is shown with its message, and is sent again', async () => {
    const { id } = await harness.api.webhooks.create(harness.org, {
      kind: 'STANDARD',
      target_url: receiver.url,
      events: ['REGISTRY_HEALTH_CHANGED'],
    })
    const registry = await harness.api.registries.create(
      harness.org,
      {
        name: 'told-of',
        kind: 'GITHUB_CR',
        url: harness.twin.url,
        config: { username: 'acme', password: harness.twin.connectToken.reveal() },
      },
      { unverified: true },
    )
    await harness.api.registries.verifySaved(harness.org, registry.id)
    const page = await harness.open(`${path()}/${id}`)
    const row = page.getByRole('row', { name: /Registry health changed/ })
    await row.getByText('Delivered').waitFor()
    await row.getByRole('button', { name: 'Message' }).click()
    await page.getByRole('dialog').getByText('"told-of"').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    const ids = () =>
      receiver.received.flatMap(({ json }) => (JSON.stringify(json).includes('"told-of"') ? [json.id] : []))
    const [first] = ids()
    await row.getByRole('button', { name: 'Redeliver' }).click()
    await page.getByText('The message is sent again.').waitFor()
    await expect.poll(() => ids().filter((each) => each === first).length, { timeout: 15_000 }).toBe(2)
  })

  test('a viewer is told why they see no webhooks', async () => {
    const { token } = await harness.api.tokens.create(harness.org, { name: 'looks', role: 'viewer' })
    const page = await harness.open(path(), { token: harness.guard(token) })
    await page.getByText('You may not see the webhooks').waitFor()
  })
})

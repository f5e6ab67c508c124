import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

describeWithBrowser('adding a container registry', (browser) => {
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser)
  }, 120_000)
  afterAll(() => harness?.close())

  const add = '/settings/container-registries/add'
  /** The form, filled in for the twin, up to its token. */
  async function fillForTwin(page: Page, name: string): Promise<void> {
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
    await page.getByLabel('Container registry prefix').fill('acme')
  }
  const token = (page: Page) => page.getByRole('textbox', { name: 'Personal access token' })
  const openForTwin = (search = '') =>
    harness.open(
      `/o/${harness.org}${add}?kind=GITHUB_CR&url=${encodeURIComponent(harness.twin.url)}${search}`,
    )

  test('a good token is proved check by check, and saved', async () => {
    const page = await openForTwin()
    await fillForTwin(page, 'good')
    await token(page).fill(await harness.ghcrToken(['read:packages', 'read:org']))
    await page.getByRole('button', { name: 'Test connection' }).click()
    await page.getByRole('heading', { name: 'The connection works' }).waitFor()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.waitForURL(/container-registries\/[0-9a-f-]{36}$/)
    const [saved] = (await harness.api.registries.list(harness.org)).filter(({ name }) => name === 'good')
    expect(saved?.health).toBe('verified')
  })
})

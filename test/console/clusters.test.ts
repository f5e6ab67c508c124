import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

describeWithBrowser('clusters', (browser) => {
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser)
  }, 120_000)
  afterAll(() => harness?.close())
  const path = () => `/o/${harness.org}/settings/clusters`

  test('a cluster is added, tells its own state, is renamed and deleted', async () => {
    const page = await harness.open(path())
    await page.getByRole('button', { name: 'Add cluster' }).click()
    const dialog = page.getByRole('dialog')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Add cluster' }).click()
    await dialog.getByText('Give the cluster a name.').waitFor()
    await dialog.getByLabel('Name', { exact: true }).fill('desk')
    await dialog.getByLabel('Engine socket').fill('/tmp/none.sock')
    await dialog.getByRole('button', { name: 'Add cluster' }).click()
    await dialog.getByText('is not the socket of a Docker engine').waitFor()
    expect(await dialog.getByLabel('Engine socket').getAttribute('aria-invalid')).toBe('true')
    await dialog.getByLabel('Engine socket').fill('unix:///tmp/no-such-engine.sock')
    await dialog.getByRole('button', { name: 'Add cluster' }).click()
    const card = page.getByRole('listitem', { name: 'desk' })
    await card.getByText('Cannot be deployed to').waitFor()
    await card.getByText('What to do').waitFor()
    await expectAccessible(page)

    await card.getByRole('button', { name: 'Edit desk' }).click()
    await dialog.getByLabel('Name', { exact: true }).fill('under the desk')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Delete under the desk' }).click()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Delete the cluster' }).click()
    await page.getByText('The cluster under the desk is deleted.').waitFor()
    expect((await harness.api.clusters.list(harness.org)).map(({ name }) => name)).not.toContain(
      'under the desk',
    )
  })

  test('a cluster that environments run on says so and is not deleted', async () => {
    const page = await harness.open(path())
    const button = page.getByRole('button', { name: 'Delete gitops' })
    await button.and(page.locator('[aria-disabled=true]')).waitFor()
    await button.focus()
    await page.getByText('The environment "production" runs here.').waitFor()
  })

  test('a token of one organization is told why it adds no cluster', async () => {
    const { token } = await harness.api.tokens.create(harness.org, { name: 'own admin', role: 'admin' })
    const page = await harness.open(path(), { token: harness.guard(token) })
    await page.getByRole('listitem').first().waitFor()
    await page.getByRole('button', { name: 'Add cluster' }).focus()
    await page.getByText('Only a token of the whole installation adds clusters').waitFor()
  })
})

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

describeWithBrowser('general settings', (browser) => {
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser)
  }, 120_000)
  afterAll(() => harness?.close())
  const path = (org = harness.org) => `/o/${org}/settings/general`

  test('an organization is created, renamed, and deleted once its name is typed', async () => {
    const page = await harness.open(path())
    await page.getByText(/^Fairlead \d/).waitFor()
    await page.getByText('It cannot be deleted while it holds').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Create organization' }).click()
    const dialog = page.getByRole('dialog')
    const second = `second-${randomUUID().slice(0, 8)}`
    await dialog.getByLabel('Name').fill('default')
    await dialog.getByRole('button', { name: 'Create organization' }).click()
    await dialog.getByText('is taken').waitFor()
    await expectAccessible(page)
    await dialog.getByLabel('Name').fill(second)
    await dialog.getByRole('button', { name: 'Create organization' }).click()
    await page.getByText(`The organization ${second} is created.`).waitFor()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'General' }).click()
    const name = page.getByRole('region', { name: 'Organization', exact: true }).getByLabel('Name')
    await name.and(page.locator(`[value="${second}"]`)).waitFor()
    await name.fill('renamed')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The organization is saved.').waitFor()

    await page.getByRole('button', { name: 'Delete organization' }).click()
    const remove = dialog.getByRole('button', { name: 'Delete the organization' })
    expect(await remove.isDisabled()).toBe(true)
    await dialog.getByLabel('Type renamed to confirm').fill('renamed')
    await remove.click()
    await page.getByText('The organization renamed is deleted.').waitFor()
    expect((await harness.api.organizations.list()).map(({ id }) => id)).toEqual([harness.org])
  })

  test('the colours that were chosen stay', async () => {
    const page = await harness.open(path())
    await page.getByText('Dark', { exact: true }).click()
    await page.reload()
    await page.locator('html[data-mantine-color-scheme=dark]').waitFor()
    await page.getByRole('heading', { name: 'Appearance' }).waitFor()
    await expectAccessible(page)
  })

  test('a viewer sees the settings and is told why they change nothing', async () => {
    const { token } = await harness.api.tokens.create(harness.org, { name: 'looks', role: 'viewer' })
    const page = await harness.open(path(), { token: harness.guard(token) })
    await page.getByText('has the role viewer, which may not do this').first().waitFor()
    const organization = page.getByRole('region', { name: 'Organization', exact: true })
    expect(await organization.getByLabel('Name').isDisabled()).toBe(true)
    await expectAccessible(page)
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

describeWithBrowser('the audit trail', (browser) => {
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser)
  }, 120_000)
  afterAll(() => harness?.close())
  const path = () => `/o/${harness.org}/settings/audit`

  test('a change appears by itself, linked as long as its target is there', async () => {
    const page = await harness.open(path())
    const { id } = await harness.api.tokens.create(harness.org, { name: 'short-lived', role: 'viewer' })
    await page.getByRole('link', { name: 'short-lived' }).waitFor()
    await harness.api.tokens.remove(harness.org, id)
    await page.reload()
    await page.getByRole('row', { name: /Deleted short-lived/ }).waitFor()
    await expect.poll(() => page.getByRole('link', { name: 'short-lived' }).count()).toBe(0)
    await expectAccessible(page)
  })

  test('the filters stand in the address, so that a link shows the same', async () => {
    await harness.api.projects.create(harness.org, { name: 'filtered-in' })
    await harness.api.tokens.create(harness.org, { name: 'filtered-out', role: 'viewer' })
    const page = await harness.open(path())
    await page.getByLabel('Target', { exact: true }).fill('filtered')
    await page.getByRole('combobox', { name: 'Kind of target' }).click()
    await page.getByRole('option', { name: 'Project' }).click()
    await page.getByRole('cell', { name: /filtered-out/ }).waitFor({ state: 'detached' })
    await page.getByRole('cell', { name: /filtered-in/ }).waitFor()
    await page.reload()
    await page.getByRole('cell', { name: /filtered-in/ }).waitFor()
    expect(await page.getByRole('cell', { name: /filtered-out/ }).count()).toBe(0)
    expect(await page.getByLabel('Target', { exact: true }).inputValue()).toBe('filtered')
  })

  test('a viewer is told why they do not see it', async () => {
    const { token } = await harness.api.tokens.create(harness.org, { name: 'looks', role: 'viewer' })
    const page = await harness.open(path(), { token: harness.guard(token) })
    await page.getByText('You may not see the audit trail').waitFor()
    await expectAccessible(page)
  })
})

import { createApiClient } from '@fairlead/api/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

describeWithBrowser('API tokens', (browser) => {
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser)
  }, 120_000)
  afterAll(() => harness?.close())
  const path = () => `/o/${harness.org}/settings/api-tokens`

  test('a token is shown once, works, is nowhere afterwards, and is refused once it is revoked', async () => {
    const page = await harness.open(path())
    await page.getByRole('heading', { name: 'No API tokens yet' }).waitFor()
    await page.getByRole('button', { name: 'Create token' }).click()
    const dialog = page.getByRole('dialog')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Create token' }).click()
    await dialog.getByText('Say what the token is for').waitFor()
    await dialog.getByLabel('Name').fill('ci')
    await dialog.getByLabel('Viewer').check()
    await dialog.getByLabel('Name').press('Enter')
    const token = await dialog.getByLabel('API token', { exact: true }).inputValue()
    await expectAccessible(page)
    const client = createApiClient({ baseUrl: harness.url, token })
    expect(await client.me()).toMatchObject({ name: 'ci', role: 'viewer' })
    await dialog.getByRole('button', { name: 'I have copied it' }).click()
    await dialog.waitFor({ state: 'detached' })
    harness.guard(token)
    const row = page.getByRole('row', { name: /ci/ })
    await row.getByText('Viewer').waitFor()
    await expectAccessible(page)

    await row.getByRole('button', { name: 'Revoke ci' }).click()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Revoke the token' }).click()
    await page.getByText('The token ci is revoked.').waitFor()
    await expect(client.me()).rejects.toMatchObject({ code: 'auth.refused' })
  })

  test('a name that is taken is said at its field', async () => {
    await harness.api.tokens.create(harness.org, { name: 'taken', role: 'viewer' })
    const page = await harness.open(path())
    await page.getByRole('button', { name: 'Create token' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('taken')
    await dialog.getByRole('button', { name: 'Create token' }).click()
    await dialog.getByText('is taken').waitFor()
    expect(await dialog.getByLabel('Name').getAttribute('aria-invalid')).toBe('true')
  })

  test('revoking the token that one is signed in with is said, and signs out', async () => {
    const { token } = await harness.api.tokens.create(harness.org, { name: 'mine', role: 'admin' })
    const page = await harness.open(path(), { token: harness.guard(token) })
    await page.getByText('You use this one').waitFor()
    await page.getByRole('button', { name: 'Revoke mine' }).click()
    await page.getByText('You are signed in with this token').waitFor()
    await page.getByRole('button', { name: 'Revoke the token' }).click()
    await page.getByRole('heading', { name: 'Sign in to Fairlead' }).waitFor()
  })

  test('a viewer is told why they see no tokens and make none', async () => {
    const { token } = await harness.api.tokens.create(harness.org, { name: 'looks', role: 'viewer' })
    const page = await harness.open(path(), { token: harness.guard(token) })
    await page.getByText('You may not see the API tokens').waitFor()
    await page
      .getByRole('button', { name: 'Create token' })
      .and(page.locator('[aria-disabled=true]'))
      .waitFor()
    await expectAccessible(page)
  })
})

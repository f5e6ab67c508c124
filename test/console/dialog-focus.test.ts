import { randomUUID } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { paths } from '../../packages/console/src/app/paths.ts'
import { describeWithBrowser } from '../support/browser.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 })

describeWithBrowser('the focus after a dialog', (browser) => {
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser)
  }, 120_000)
  afterAll(() => harness?.close())

  const title = (page: Page) => page.getByRole('heading', { level: 1 })
  const expectFocus = (where: Locator) =>
    expect.poll(() => where.evaluate((node) => node.matches(':focus'))).toBe(true)

  test('is on what opened it, whichever way it is closed', async () => {
    const { org } = harness
    const registryId = await harness.connectTwin(`focus-${randomUUID()}`)
    const { id: webhookId } = await harness.api.webhooks.create(org, {
      kind: 'STANDARD',
      target_url: `${harness.twin.url}/hooks`,
      events: ['DEPLOYMENT_FAILURE'],
    })
    const openers: readonly (readonly [address: string, ...names: readonly string[]])[] = [
      [paths.projects({ org }), 'New project', 'New environment', 'Rename', 'Edit production'],
      [paths.clusters({ org }), 'Add cluster', 'Edit gitops'],
      [paths.tokens({ org }), 'Create token'],
      [paths.webhooks({ org }), 'Add webhook'],
      [paths.webhook({ org, webhookId }), 'Edit', 'Delete'],
      [paths.registry({ org, registryId }), 'Delete', 'Verify now'],
      [paths.settings({ org }), 'Create organization'],
    ]
    const page = await harness.open('/')
    for (const [address, ...names] of openers) {
      await page.goto(harness.url + address)
      for (const name of names) {
        const opener = page.getByRole('main').getByRole('button', { name, exact: true })
        const dialog = page.getByRole('dialog')
        for (const close of [
          () => page.keyboard.press('Escape'),
          () => dialog.getByRole('button', { name: 'Close', exact: true }).first().click(),
        ]) {
          await opener.click()
          await dialog.waitFor()
          // Not before what is in the dialog has the focus.
          await expect.poll(() => dialog.locator(':focus').count(), { message: name }).toBe(1)
          await close()
          await dialog.waitFor({ state: 'detached' })
          await expectFocus(opener)
        }
      }
    }
  })

  test('is on what opened it when something was made', async () => {
    const name = `made-${randomUUID()}`
    const page = await harness.open(paths.projects({ org: harness.org }))
    const opener = page.getByRole('button', { name: 'New project' })
    await opener.click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name }).waitFor()
    await dialog.waitFor({ state: 'detached' })
    await expectFocus(opener)
  })

  test('is on the title of the page when what opened it is gone', async () => {
    const { api, org } = harness
    const name = `gone-${randomUUID()}`
    await api.projects.create(org, { name })
    harness.guard((await api.tokens.create(org, { name, role: 'viewer' })).token)
    const { id: webhookId } = await api.webhooks.create(org, {
      kind: 'STANDARD',
      target_url: `${harness.twin.url}/gone`,
      events: ['DEPLOYMENT_FAILURE'],
    })
    const page = await harness.open(paths.projects({ org }))
    const dialog = page.getByRole('dialog')
    const confirm = async (opener: Locator, action: RegExp) => {
      await opener.click()
      await dialog.getByRole('button', { name: action }).click()
      await dialog.waitFor({ state: 'detached' })
    }

    const project = page.getByRole('region', { name })
    await confirm(project.getByRole('button', { name: 'Delete' }), /^Delete the project/)
    await project.waitFor({ state: 'detached' })
    await expectFocus(title(page))

    await page.goto(harness.url + paths.tokens({ org }))
    const revoke = page.getByRole('button', { name: `Revoke ${name}` })
    await confirm(revoke, /^Revoke the token/)
    await revoke.waitFor({ state: 'detached' })
    await expectFocus(title(page))

    await page.goto(harness.url + paths.webhook({ org, webhookId }))
    await confirm(page.getByRole('button', { name: 'Delete', exact: true }), /^Delete the webhook/)
    await page.waitForURL(/\/webhooks$/)
    await expectFocus(title(page).filter({ hasText: 'Webhooks' }))
  })
})

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

describeWithBrowser('from an image to an application', (browser) => {
  let harness: ConsoleHarness
  let registry: string
  beforeAll(async () => {
    harness = await startConsole(browser)
    registry = await harness.connectTwin()
  }, 120_000)
  afterAll(() => harness?.close())

  const create = (search = '') => harness.open(`/o/${harness.org}/applications/create${search}`)
  const fromLink = (tag = '1.0') => create(`?registry=${registry}&image=acme/hello&tag=${tag}`)
  const plan = (page: Page) => page.getByRole('region', { name: 'Plan' })

  test('a link with registry, image and tag fills the form from the image, and it deploys to success', async () => {
    const page = await fromLink()
    await page.getByRole('group', { name: 'Port 1' }).waitFor()
    expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('hello')
    expect(await page.getByRole('group', { name: 'Port 1' }).getByRole('textbox').first().inputValue()).toBe(
      '8080',
    )
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Show the plan' }).click()
    await plan(page).getByText('Would deploy').waitFor()
    await plan(page).getByText('as ghcr-twin').first().waitFor()
    await plan(page)
      .getByRole('cell', { name: /deployment\.yaml/ })
      .waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Create and deploy' }).click()
    await page.waitForURL(/\/applications\/[^/]+\/deployments\/[^/]+$/)
    const deploymentId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    for await (const { state } of harness.api.deployments.watch(deploymentId)) {
      if (state === 'succeeded' || state === 'failed') expect(state).toBe('succeeded')
    }
  })
})

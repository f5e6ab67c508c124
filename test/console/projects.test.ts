import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

describeWithBrowser('projects and environments', (browser) => {
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser)
  }, 120_000)
  afterAll(() => harness?.close())

  const open = () => harness.open(`/o/${harness.org}/settings/projects`)

  test('a project and an environment are made, changed and deleted again', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'New project' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('shop')
    await expectAccessible(page)
    await page.keyboard.press('Enter')
    const project = page.getByRole('region', { name: 'shop' })
    await project.getByRole('button', { name: 'New environment' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('staging')
    await page.getByRole('button', { name: 'Make the environment' }).click()
    const row = project.getByRole('row', { name: /staging/ })
    await row.getByText('development').waitFor()
    await expectAccessible(page)
    await row.getByRole('button', { name: 'Edit staging' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('prod')
    await page.getByRole('button', { name: 'Save' }).click()
    await project.getByRole('row', { name: /prod/ }).getByRole('button', { name: 'Delete prod' }).click()
    await page.getByRole('button', { name: 'Delete the environment' }).click()
    await project.getByText('It has no environment yet').waitFor()
    await project.getByRole('button', { name: 'Rename' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('market')
    await page.getByRole('button', { name: 'Save' }).click()
    const renamed = page.getByRole('region', { name: 'market' })
    await renamed.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('button', { name: 'Delete the project' }).click()
    await renamed.waitFor({ state: 'detached' })
    expect((await harness.api.projects.list(harness.org)).map(({ name }) => name)).not.toContain('market')
  })

  test('a name that is taken is said at its field', async () => {
    const [{ name } = { name: '' }] = await harness.api.projects.list(harness.org)
    const page = await open()
    await page.getByRole('button', { name: 'New project' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill(name)
    await page.getByRole('button', { name: 'Make the project' }).click()
    await page.getByText('Choose another name.').waitFor()
    await expectAccessible(page)
  })

  test('what keeps a project or an environment from being deleted is said on its button, by keyboard too', async () => {
    const registry_id = await harness.connectTwin()
    await harness.api.containers.create(harness.environmentId, {
      name: 'web',
      registry_id,
      image_name: 'acme/hello',
      tag: '1.0',
      healthchecks: {},
    })
    const page = await open()
    const of = page.getByRole('row', { name: /web/ })
    const button = of.getByRole('button', { name: /^Delete/ })
    await button.focus()
    await page.getByRole('tooltip').getByText('Delete its applications first: web.').waitFor()
    await page.keyboard.press('Enter')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.getByRole('button', { name: 'Delete', exact: true }).first().focus()
    await page
      .getByRole('tooltip')
      .getByText(/Delete its environments first/)
      .waitFor()
    await expectAccessible(page)
  })
})

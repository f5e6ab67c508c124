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
  const fromLink = (tag = '1.0') =>
    create(`?registry=${registry}&image=acme/hello&tag=${tag}&environment=${harness.environmentId}`)
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
  }, 90_000)

  test('what is chosen by typing: an image and a tag of the registry, in an environment that is made beside it', async () => {
    const page = await create()
    await page.getByRole('button', { name: 'New environment' }).click()
    const place = page.getByRole('group', { name: 'New environment' })
    await place.getByRole('textbox', { name: 'Name of the environment' }).fill('staging')
    await place.getByRole('button', { name: 'Make the environment' }).click()
    await page.getByText('The environment staging is there.').waitFor()
    await page
      .getByRole('combobox', { name: 'Image' })
      .or(page.getByRole('textbox', { name: 'Image' }))
      .fill('hel')
    await page.getByRole('option', { name: 'acme/hello' }).click()
    await page.getByLabel('Tag', { exact: false }).first().fill('1.')
    await page.getByRole('option', { name: '1.1' }).click()
    await page.getByRole('group', { name: 'Port 1' }).waitFor()
    await page.getByRole('button', { name: 'Add a variable' }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).last().fill('MODE')
    await page.getByRole('textbox', { name: 'Value' }).fill('quiet')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.waitForURL(/\/applications\/[0-9a-f-]{36}$/)
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    const made = await harness.api.containers.get(id)
    expect(made).toMatchObject({ name: 'hello', tag: '1.1', ports: [{ internal_port: 8080 }] })
    expect(await harness.api.containers.variables(id)).toMatchObject([{ key: 'MODE', value: 'quiet' }])
    const status = await harness.api.containers.status(id)
    expect(status.service_deployment_status).toBe('NEVER_DEPLOYED')
  })

  test('an absent tag is shown in the plan with those that come near it', async () => {
    const page = await fromLink('1.2')
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('absent')
    await page.getByRole('button', { name: 'Show the plan' }).click()
    await plan(page).getByText('Would fail').waitFor()
    await plan(page).getByText(/1\.1/).first().waitFor()
    await expectAccessible(page)
  })

  test('a credential that ended is shown in the plan with what to do', async () => {
    const { token, value } = await harness.twin.state.createToken({
      login: 'ada',
      scopes: ['read:packages', 'read:org'],
    })
    const { id } = await harness.api.registries.create(harness.org, {
      name: 'ended',
      kind: 'GITHUB_CR',
      url: harness.twin.url,
      config: { username: 'acme', password: harness.guard(value.reveal()) },
    })
    await harness.twin.state.revokeToken(token.id)
    const page = await create(`?registry=${id}&image=acme/hello&tag=1.0&environment=${harness.environmentId}`)
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('refused')
    await page.getByRole('button', { name: 'Show the plan' }).click()
    await plan(page).getByText('Would fail').waitFor()
    await plan(page)
      .getByText(/What to do/)
      .first()
      .waitFor()
    await expectAccessible(page)
    await harness.api.registries.remove(harness.org, id)
  })

  test('a name that is taken, and what is missing, is said at its field, which gets the focus', async () => {
    await made('taken')
    const page = await create(
      `?registry=${registry}&image=acme/hello&tag=1.0&environment=${harness.environmentId}`,
    )
    const name = page.getByRole('textbox', { name: 'Name', exact: true })
    await page.getByRole('group', { name: 'Port 1' }).waitFor()
    await name.fill('')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('Give a name.').waitFor()
    expect(await name.evaluate((field) => field.matches(':focus'))).toBe(true)
    await name.fill('taken')
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('Choose another name.').waitFor()
    await expectAccessible(page)
  })

  test('settings: the plan says what differs from what runs, and saving and deploying brings it there', async () => {
    const id = await made('edited')
    const { deployment_request_id: first } = await harness.api.containers.deploy(id)
    for await (const _ of harness.api.deployments.watch(first ?? ''));
    await harness.api.containers.addVariable(id, { key: 'OLD', value: 'a-value-of-before' })
    const page = await harness.open(`/o/${harness.org}/applications/${id}/settings`)
    await page.getByRole('heading', { name: 'Settings of edited' }).waitFor()
    await page.getByLabel('Tag', { exact: false }).first().fill('1.1')
    await page.getByRole('button', { name: 'Remove variable OLD' }).click()
    await page.getByRole('button', { name: 'Add a variable' }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).last().fill('NEW')
    await page.getByRole('textbox', { name: 'Value' }).fill('a-value-of-after')
    await page.getByRole('button', { name: 'Show the plan' }).click()
    const changes = plan(page).getByRole('table', { name: 'Changes' })
    await changes.getByRole('row', { name: /^Tag 1\.0 1\.1$/ }).waitFor()
    await changes.getByRole('row', { name: /^Variable NEW none set$/ }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Save and deploy' }).click()
    await page.waitForURL(/\/deployments\/[^/]+$/)
    expect(await harness.api.containers.variables(id)).toMatchObject([{ key: 'NEW' }])
    expect((await harness.api.containers.get(id)).tag).toBe('1.1')
  })

  test('settings: a secret variable is added, stays sealed when the rest is saved, and is replaced by another value', async () => {
    const id = await made('sealed')
    const settings = () => harness.open(`/o/${harness.org}/applications/${id}/settings`)
    const page = await settings()
    await page.getByRole('button', { name: 'Add a variable' }).click()
    const row = page.getByRole('group', { name: 'Variable 1' })
    await row.getByRole('textbox', { name: 'Name' }).fill('API_KEY')
    await page
      .getByRole('group', { name: 'Variable API_KEY' })
      .getByRole('checkbox', { name: 'Secret' })
      .check()
    await page.getByLabel('Value', { exact: true }).fill('a-sealed-value')
    await page.getByRole('button', { name: 'Show the plan' }).click()
    await plan(page).getByText('Would deploy').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved. What runs stays until the next deployment.').waitFor()
    const stored = await harness.api.containers.secrets(id)
    expect(stored).toMatchObject([{ key: 'API_KEY' }])
    expect(await harness.api.containers.variables(id)).toEqual([])

    const again = await settings()
    const value = again.getByLabel('Value', { exact: true })
    expect(await value.inputValue()).toBe('')
    expect(await again.getByRole('checkbox', { name: 'Secret' }).isDisabled()).toBe(true)
    const changed = again.waitForRequest((request) => request.url().includes('/secret/'))
    await value.fill('another-sealed-value')
    await again.getByRole('button', { name: 'Save', exact: true }).click()
    expect((await changed).postDataJSON()).toEqual({ key: 'API_KEY', value: 'another-sealed-value' })
    const page3 = await harness.open(`/o/${harness.org}/applications/${id}`)
    await page3.getByRole('region', { name: 'Variables' }).getByText('API_KEY secret').waitFor()
  })

  test('settings: a volume is added and may grow; that a deployed one may not shrink, and a folder that is none, is said at its field', async () => {
    const id = await made('keeps')
    const settings = `/o/${harness.org}/applications/${id}/settings`
    const page = await harness.open(settings)
    const save = page.getByRole('button', { name: 'Save', exact: true })
    const saved = page.getByText('Saved. What runs stays until the next deployment.')
    await page.getByRole('button', { name: 'Add a volume' }).click()
    const first = page.getByRole('group', { name: 'Volume 1' })
    await first.getByRole('textbox', { name: 'Folder' }).fill('data')
    await page.getByRole('group', { name: 'Volume data' }).getByLabel('Size in GiB').fill('20')
    await save.click()
    const folder = page.getByRole('group', { name: 'Volume data' }).getByRole('textbox', { name: 'Folder' })
    await page.locator('[aria-invalid=true]').waitFor()
    expect(await folder.getAttribute('aria-invalid')).toBe('true')
    await expectAccessible(page)
    await folder.fill('/data')
    await save.click()
    await saved.waitFor()
    expect((await harness.api.containers.get(id)).storage).toMatchObject([{ mount_point: '/data', size: 20 }])

    const { deployment_request_id: deployment } = await harness.api.containers.deploy(id)
    for await (const _ of harness.api.deployments.watch(deployment ?? ''));
    await page.goto(harness.url + settings)
    const size = page.getByRole('group', { name: 'Volume /data' }).getByLabel('Size in GiB')
    await size.fill('10')
    await save.click()
    await page.locator('[aria-invalid=true]').waitFor()
    expect(await size.getAttribute('aria-invalid')).toBe('true')
    await size.fill('30')
    await save.click()
    await saved.waitFor()
    expect((await harness.api.containers.get(id)).storage).toMatchObject([{ mount_point: '/data', size: 30 }])
  })

  test('leaving with unsaved input asks, and staying keeps what was typed', async () => {
    const id = await made('left')
    const page = await harness.open(`/o/${harness.org}/applications/${id}/settings`)
    const name = page.getByRole('textbox', { name: 'Name', exact: true })
    await name.fill('renamed')
    await page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'Overview' }).click()
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' })
    await dialog.waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    expect(await name.inputValue()).toBe('renamed')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved. What runs stays until the next deployment.').waitFor()
    await page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'Overview' }).click()
    await page.waitForURL(/\/o\/[^/]+$/)
  })

  test('the advanced settings are edited as the text that they are; an unknown value is told', async () => {
    const id = await made('advanced')
    const page = await harness.open(`/o/${harness.org}/applications/${id}/settings?tab=advanced`)
    const text = page.getByRole('textbox', { name: 'Advanced settings' })
    await text.waitFor()
    await expectAccessible(page)
    await text.fill('{ "deployment.termination_grace_period_seconds": "long" }')
    await page.getByRole('button', { name: 'Save the advanced settings' }).click()
    await page
      .getByRole('alert')
      .getByText(/termination_grace_period_seconds/)
      .first()
      .waitFor()
    await text.fill('{ "deployment.termination_grace_period_seconds": 90 }')
    await page.getByRole('button', { name: 'Save the advanced settings' }).click()
    await page.getByText('The advanced settings are saved.').waitFor()
    const saved = await harness.api.containers.advancedSettings(id)
    expect(saved['deployment.termination_grace_period_seconds']).toBe(90)
  })

  const made = async (name: string): Promise<string> => {
    const { id } = await harness.api.containers.create(harness.environmentId, {
      name,
      registry_id: registry,
      image_name: 'acme/hello',
      tag: '1.0',
      healthchecks: {},
      ports: [{ internal_port: 8080, publicly_accessible: true }],
    })
    return id
  }
})

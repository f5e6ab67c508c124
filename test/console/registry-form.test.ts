import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 })

describeWithBrowser('adding a container registry', (browser) => {
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser)
  }, 120_000)
  afterAll(() => harness?.close())
  afterEach(() => {
    for (const { id } of harness.twin.state.faults()) harness.twin.state.removeFault(id)
  })

  const name = (page: Page) => page.getByRole('textbox', { name: 'Name', exact: true })
  const token = (page: Page) => page.getByRole('textbox', { name: 'Personal access token' })
  const button = (page: Page, label: string) => page.getByRole('button', { name: label, exact: true })
  const heading = (page: Page, words: string | RegExp) => page.getByRole('heading', { name: words })
  const saved = async (wanted: string) =>
    (await harness.api.registries.list(harness.org)).find((each) => each.name === wanted)
  const good = () => harness.ghcrToken(['read:packages', 'read:org'])
  /** The form with all that the address may give: the twin, the prefix, and the name. */
  function open(called: string, options = {}): Promise<Page> {
    const search = new URLSearchParams({
      kind: 'GITHUB_CR',
      url: harness.twin.url,
      username: 'acme',
      name: called,
    })
    return harness.open(`/o/${harness.org}/settings/container-registries/add?${search}`, options)
  }

  test('a good token is proved check by check, then saved, and the page of the registry opens', async () => {
    const page = await open('good')
    await token(page).fill(await good())
    await button(page, 'Test connection').click()
    await heading(page, 'The connection works').waitFor()
    await page.getByText(/Scopes: read:\w+, read:\w+\./).waitFor()
    await page.getByRole('list', { name: 'Checks' }).getByText('The token belongs to ada').waitFor()
    await expectAccessible(page)
    await button(page, 'Save').click()
    await page.waitForURL(/container-registries\/[0-9a-f-]{36}$/)
    expect(await saved('good')).toMatchObject({ health: 'verified', config: { username: 'acme' } })
  })

  test('the day on which the credential ends is said with a new connection, and its page says that it was said', async () => {
    const search = new URLSearchParams({
      kind: 'GENERIC_CR',
      url: harness.twin.url,
      username: 'ada',
      name: 'dated',
    })
    const page = await harness.open(`/o/${harness.org}/settings/container-registries/add?${search}`)
    await page.getByRole('textbox', { name: /^Password or token/ }).fill(await good())
    await page.getByRole('button', { name: /^Advanced/ }).click()
    const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
    await page.getByLabel('Credential ends on').fill(soon)
    await page.getByLabel('Image to test with').fill('acme/hello:1.0')
    await button(page, 'Test connection').click()
    await page.getByRole('list', { name: 'Checks' }).getByText('Stated end').waitFor()
    await button(page, 'Save').click()
    await page.waitForURL(/container-registries\/[0-9a-f-]{36}$/)
    await page.getByText('As it was said with the connection: the registry does not tell.').waitFor()
    await expectAccessible(page)
    expect(await saved('dated')).toMatchObject({
      health: 'warning',
      expires_at: `${soon}T00:00:00.000Z`,
      stated_expires_at: `${soon}T00:00:00.000Z`,
    })
  })

  test('a missing scope is found at once, with its remedy; saving unverified says what it means', async () => {
    const page = await open('scopeless')
    await token(page).fill(await harness.ghcrToken(['repo:status']))
    await button(page, 'Save').click()
    await heading(page, /^Not saved: the connection does not work/).waitFor()
    const finding = page.getByRole('alert').filter({ hasText: 'read:packages' }).first()
    await finding.getByText('What to do:').waitFor()
    await expectAccessible(page)
    expect(await saved('scopeless')).toBeUndefined()

    await page.getByRole('button', { name: 'Save unverified …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('What will not work').waitFor()
    await dialog.getByText('The audit trail names you').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Save unverified' }).click()
    await page.waitForURL(/container-registries\/[0-9a-f-]{36}$/)
    expect(await saved('scopeless')).toMatchObject({ health: 'unverified' })
  })

  test('a test is cancelled while it runs; nothing is saved, and it can be made again', async () => {
    harness.twin.state.addFault({ path: '/api/v3/*', effect: { kind: 'latency', ms: 60_000 } })
    const page = await open('slow')
    await token(page).fill(await good())
    await button(page, 'Save').click()
    await heading(page, /^Testing the connection before it is saved/).waitFor()
    await page.getByRole('list', { name: 'Checks' }).getByText('Token format').waitFor()
    await expectAccessible(page)
    await button(page, 'Cancel').click()
    await page.getByText('Saving was cancelled. Nothing was saved.').waitFor()
    expect(await saved('slow')).toBeUndefined()
    for (const { id } of harness.twin.state.faults()) harness.twin.state.removeFault(id)
    await button(page, 'Test connection').click()
    await heading(page, 'The connection works').waitFor()
  })

  test('a result is said to be out of date once the form changes, and not by a name', async () => {
    const page = await open('stale')
    await token(page).fill(await good())
    await button(page, 'Test connection').click()
    await heading(page, 'The connection works').waitFor()
    await name(page).fill('another name')
    expect(await page.getByText('This result is out of date').count()).toBe(0)
    await page.getByRole('textbox', { name: 'Container registry prefix' }).fill('acm')
    await page.getByText('This result is out of date').waitFor()
    await page.getByRole('textbox', { name: 'Container registry prefix' }).fill('acme')
    await page.getByText('This result is out of date').waitFor({ state: 'detached' })
  })

  test('what the server refuses of a field is said at the field, which has the focus', async () => {
    await harness.connectTwin('taken')
    const page = await open('taken')
    await token(page).fill(await good())
    await button(page, 'Save').click()
    await page.getByText('is taken by another container registry').first().waitFor()
    await expect.poll(() => name(page).getAttribute('aria-invalid')).toBe('true')
    await expect.poll(() => name(page).evaluate((node) => node.matches(':focus'))).toBe(true)

    await button(page, 'Advanced: test image, certificate, proxy').click()
    await page.getByRole('textbox', { name: 'Proxy', exact: true }).fill('nonsense://proxy')
    await button(page, 'Test connection').click()
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Proxy', exact: true }).getAttribute('aria-invalid'))
      .toBe('true')
    await expectAccessible(page)
  })

  test('what is missing is said before anybody is asked', async () => {
    const page = await open('')
    await button(page, 'Save').click()
    await page.getByText('Give the connection a name').waitFor()
    await page.getByText('Enter the personal access token').waitFor()
    await expect.poll(() => name(page).evaluate((node) => node.matches(':focus'))).toBe(true)
  })

  test('the form is what the provider of the type declares, and a secret does not go to another type', async () => {
    const page = await open('types')
    const link = page.getByRole('link', { name: /with read:packages and read:org ticked/ })
    expect(await link.getAttribute('href')).toContain('scopes=read:packages,read:org')
    await token(page).fill(await good())
    const type = page.getByRole('combobox', { name: 'Registry type' })
    await type.click()
    await type.fill('harbor')
    await page.getByRole('option', { name: /Generic/ }).click()
    await page.getByRole('combobox', { name: 'Product' }).click()
    await page.getByRole('option', { name: 'Harbor' }).click()
    await page.getByText('A robot account of the project').waitFor()
    expect(new URL(page.url()).searchParams.get('kind')).toBe('GENERIC_CR')
    expect(await page.getByRole('textbox', { name: 'Password or token' }).inputValue()).toBe('')
    expect(await name(page).inputValue()).toBe('types')
    await page.reload()
    await page.getByText('A robot account of the project').waitFor()
    await page.getByRole('radio', { name: 'No credential' }).check()
    await page.getByRole('textbox', { name: 'Password or token' }).waitFor({ state: 'detached' })
    await expectAccessible(page)
  })

  test('an image that is pasted chooses the type and fills in what it tells', async () => {
    const page = await harness.open(`/o/${harness.org}/settings/container-registries/add`)
    const paste = page.getByRole('textbox', { name: 'Paste an image or an address' })
    await paste.fill('docker pull quay.io/acme/app:1.4')
    await page.getByText('Recognised: Generic container registry').waitFor()
    expect(await page.getByRole('textbox', { name: 'Address', exact: true }).inputValue()).toBe(
      'https://quay.io',
    )
    await paste.fill('ghcr.io/acme/app:1.4')
    await page.getByText('with the prefix acme').waitFor()
    const prefix = page.getByRole('textbox', { name: 'Container registry prefix' })
    await expect.poll(() => prefix.inputValue()).toBe('acme')
  })

  test('an image of a host that the server takes for GitHub’s needs a name and a token, and no more', async () => {
    const page = await harness.open(`/o/${harness.org}/settings/container-registries/add`)
    await page
      .getByRole('textbox', { name: 'Paste an image or an address' })
      .fill(`docker pull ${harness.twin.url.replace('http://', '')}/acme/hello:1.1`)
    await page.getByText(`GitHub Container Registry, at ${harness.twin.url}`).waitFor()
    const address = page.getByRole('combobox', { name: 'Address' })
    await expect.poll(() => address.inputValue()).toBe(harness.twin.url)
    await expectAccessible(page)
    await name(page).fill('pasted')
    await token(page).fill(await good())
    await button(page, 'Save').click()
    await page.waitForURL(/container-registries\/[0-9a-f-]{36}$/)
    expect(await saved('pasted')).toMatchObject({ kind: 'GITHUB_CR', url: harness.twin.url })
  })

  test('the address of a type that has one is asked for only where the server lists others like it', async () => {
    const page = await harness.open(`/o/${harness.org}/settings/container-registries/add?kind=GITHUB_CR`)
    await page.getByRole('combobox', { name: 'Address' }).click()
    await page.getByRole('option', { name: harness.twin.url }).click()
    const type = page.getByRole('combobox', { name: 'Registry type' })
    await type.click()
    await page.getByRole('option', { name: 'Docker Hub' }).click()
    await page.getByRole('textbox', { name: 'Docker ID' }).waitFor()
    expect(await page.getByLabel('Address', { exact: true }).count()).toBe(0)
  })

  test('whoever leaves is asked before their input is lost', async () => {
    const page = await open('left')
    await token(page).fill(await good())
    const crumb = page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link').first()
    await crumb.click()
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
    await expectAccessible(page)
    await button(page, 'Stay').click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await token(page).waitFor()
    await crumb.click()
    await button(page, 'Leave').click()
    await heading(page, 'Container registries').waitFor()
  })

  test('switching off the check of the certificate is loud', async () => {
    const page = await open('loud')
    await button(page, 'Advanced: test image, certificate, proxy').click()
    await page.getByRole('checkbox', { name: /Skip the check/ }).check()
    await page.getByRole('alert').getByText('Anybody on the way can read the credential').waitFor()
    await expectAccessible(page)
  })

  test('all of it goes by the keyboard alone, on a phone too', async () => {
    const page = await open('', { width: 390 })
    await name(page).focus()
    await page.keyboard.type('by-keyboard')
    // Address, description, login, prefix, link to the token's page, token.
    for (let step = 0; step < 6; step += 1) await page.keyboard.press('Tab')
    await expect.poll(() => token(page).evaluate((node) => node.matches(':focus'))).toBe(true)
    await page.keyboard.insertText(await good())
    await page.keyboard.press('Enter')
    await page.waitForURL(/container-registries\/[0-9a-f-]{36}$/)
    expect(await saved('by-keyboard')).toMatchObject({ health: 'verified' })
  })

  test('a second press of Save saves nothing twice', async () => {
    harness.twin.state.addFault({ path: '/api/v3/user', effect: { kind: 'latency', ms: 300 } })
    const page = await open('once')
    await token(page).fill(await good())
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.waitForURL(/container-registries\/[0-9a-f-]{36}$/)
    const all = await harness.api.registries.list(harness.org)
    expect(all.filter((each) => each.name === 'once')).toHaveLength(1)
  })
})

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { deployed, makeApplication } from './support/applications.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 })

/** Keeps the text of each check that is in the document from now on. */
const NOTE_CHECKS = `{
  window.checksSeen = new Set()
  new MutationObserver(() => {
    for (const each of document.querySelectorAll('[aria-label="Checks"] > li')) window.checksSeen.add(each.innerText)
  }).observe(document.body, { childList: true, subtree: true, characterData: true })
}`

describeWithBrowser('changing a container registry', (browser) => {
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser)
  }, 120_000)
  afterAll(() => harness?.close())

  const button = (page: Page, label: string) => page.getByRole('button', { name: label, exact: true })
  const heading = (page: Page, words: string | RegExp) => page.getByRole('heading', { name: words })
  const secret = (page: Page) => page.getByRole('textbox', { name: /personal access token/i })
  const read = (id: string) => harness.api.registries.get(harness.org, id)
  const open = (id: string, what: 'edit' | 'rotate', options = {}) =>
    harness.open(`/o/${harness.org}/settings/container-registries/${id}/${what}`, options)

  test('a change is tested and saved with the secret that is stored', async () => {
    const id = await harness.connectTwin('to-edit')
    const page = await open(id, 'edit')
    await page.getByText('Kept unless you type a new one').waitFor()
    await expectAccessible(page)
    await button(page, 'Test connection').click()
    await heading(page, 'The connection works').waitFor()
    await page.getByRole('textbox', { name: 'Description' }).fill('Of the web team.')
    await button(page, 'Save').click()
    await page.waitForURL(new RegExp(`${id}$`))
    expect(await read(id)).toMatchObject({ description: 'Of the web team.', health: 'verified' })
  })

  test('another user demands the secret, and says why', async () => {
    const id = await harness.connectTwin('to-move')
    const page = await open(id, 'edit')
    await page.getByRole('textbox', { name: 'Container registry prefix' }).fill('ada')
    await page.getByText('The secret has to be typed again').waitFor()
    await page.getByText('You change “Container registry prefix”').waitFor()
    await expectAccessible(page)
    await button(page, 'Save').click()
    await page.getByText('Enter the personal access token').waitFor()
    await secret(page).fill(await harness.ghcrToken(['read:packages']))
    await button(page, 'Save').click()
    await page.waitForURL(new RegExp(`${id}$`))
    expect(await read(id)).toMatchObject({ config: { username: 'ada' } })
  })

  test('what somebody else saved meanwhile is not undone', async () => {
    const id = await harness.connectTwin('to-share')
    const page = await open(id, 'edit')
    const description = page.getByRole('textbox', { name: 'Description' })
    await description.fill('Mine.')
    const { name, kind, url } = await read(id)
    const theirs = { name, kind, url, config: { username: 'acme' }, description: 'Theirs.' }
    await harness.api.registries.edit(harness.org, id, theirs)
    await page.getByText('Somebody else changed this connection').waitFor()
    await expectAccessible(page)
    await button(page, 'Take what is stored now').click()
    await expect.poll(() => description.inputValue()).toBe('Theirs.')
  })

  test('who uses it is said before it is changed', async () => {
    const id = await harness.connectTwin('in-use')
    await harness.api.containers.create(harness.environmentId, {
      name: 'shop',
      registry_id: id,
      image_name: 'acme/hello',
      tag: 'latest',
      ports: [],
      healthchecks: {},
    })
    const page = await open(id, 'edit')
    await page.getByText('1 application uses it').waitFor()
    await page.getByText('shop').waitFor()
  })

  test('a new secret is tested and takes the place of the old one, which is kept for a while', async () => {
    const id = await harness.connectTwin('to-rotate')
    const page = await open(id, 'rotate')
    await page.getByText('It is kept for 24 hours').waitFor()
    await expectAccessible(page)
    await secret(page).fill(await harness.ghcrToken([]))
    await button(page, 'Test and rotate').click()
    await heading(page, /^Not rotated/).waitFor()
    await expectAccessible(page)
    expect((await read(id)).rotation).toBeNull()

    await secret(page).fill(await harness.ghcrToken(['read:packages', 'read:org']))
    await button(page, 'Test and rotate').click()
    await page.waitForURL(new RegExp(`${id}$`))
    expect((await read(id)).rotation).not.toBeNull()

    const again = await open(id, 'rotate')
    await again.getByText('Its credential was rotated').waitFor()
    await button(again, 'Undo the rotation').click()
    await button(again, 'Test and rotate').waitFor()
    expect((await read(id)).rotation).toBeNull()
  })

  test('a new secret is tested on every image that runs, each told as it passes, before it takes the old one’s place', async () => {
    const id = await harness.connectTwin('to-rotate-in-use')
    await deployed(harness, await makeApplication(harness, id, 'runs'))
    await deployed(harness, await makeApplication(harness, id, 'runs-too', { tag: '1.1' }))
    const page = await open(id, 'rotate')
    const scope = page.getByRole('region', { name: 'What it is tested on' })
    await scope.getByText('2 images run from it').waitFor()
    expect((await scope.getByRole('listitem').allInnerTexts()).toSorted()).toEqual([
      'acme/hello:1.0 in default/production/runs',
      'acme/hello:1.1 in default/production/runs-too',
    ])

    await page.evaluate(NOTE_CHECKS)
    await secret(page).fill(await harness.ghcrToken(['read:packages', 'read:org']))
    await button(page, 'Test and rotate').click()
    await page.getByText('to-rotate-in-use uses its new secret.').waitFor()
    await page.waitForURL(new RegExp(`${id}$`))
    // The page left them with the end of the rotation.
    const seen = await page.evaluate<string[]>('[...window.checksSeen]')
    for (const service of ['runs', 'runs-too']) {
      const passed = `is pulled with the new credential; default/production/${service} runs it`
      expect(seen.filter((check) => check.includes(passed))).not.toEqual([])
    }
    await page.getByText('Its credential was rotated').waitFor()
    expect((await read(id)).rotation).not.toBeNull()
  })

  test('the day on which the secret ends is changed and taken away, and of half a day nothing is saved', async () => {
    const id = await harness.connectTwin('to-date')
    const openAdvanced = async () => {
      const page = await open(id, 'edit')
      await page.getByRole('button', { name: /^Advanced/ }).click()
      return { page, day: page.getByLabel('Credential ends on') }
    }
    const first = await openAdvanced()
    expect(await first.day.inputValue()).toBe('')
    await first.day.focus()
    await first.day.pressSequentially('01')
    await button(first.page, 'Save').click()
    await first.page.getByText('Enter a whole date, or none.').waitFor()
    await expectAccessible(first.page)
    expect((await read(id)).stated_expires_at).toBeNull()
    await first.day.fill('2030-01-31')
    await button(first.page, 'Save').click()
    await first.page.waitForURL(new RegExp(`${id}$`))
    expect((await read(id)).stated_expires_at).toBe('2030-01-31T00:00:00.000Z')

    const second = await openAdvanced()
    expect(await second.day.inputValue()).toBe('2030-01-31')
    await second.day.fill('')
    await button(second.page, 'Save').click()
    await second.page.waitForURL(new RegExp(`${id}$`))
    expect((await read(id)).stated_expires_at).toBeNull()
  })

  test('a rotation asks for the day on which the new secret ends, and keeps none of the old one', async () => {
    const id = await harness.connectTwin('to-rotate-dated')
    const { name, kind, url, config } = await read(id)
    await harness.api.registries.edit(harness.org, id, { name, kind, url, config, expires_at: '2030-01-31' })
    const rotate = async (day: string) => {
      const page = await open(id, 'rotate')
      expect(await page.getByLabel('New secret ends on').inputValue()).toBe('')
      await page.getByLabel('New secret ends on').fill(day)
      await page.getByLabel('Hours to keep the old secret').fill('0')
      await secret(page).fill(await harness.ghcrToken(['read:packages', 'read:org']))
      await expectAccessible(page)
      await button(page, 'Test and rotate').click()
      await page.waitForURL(new RegExp(`${id}$`))
      return (await read(id)).stated_expires_at
    }
    expect(await rotate('2031-01-31')).toBe('2031-01-31T00:00:00.000Z')
    expect(await rotate('')).toBeNull()
  })

  test('the secret that is stored already is none to rotate to', async () => {
    const id = await harness.connectTwin('to-rotate-not')
    const page = await open(id, 'rotate')
    await secret(page).fill(harness.twin.connectToken.reveal())
    await button(page, 'Test and rotate').click()
    await page.getByText('is the secret that is stored already').first().waitFor()
  })
})

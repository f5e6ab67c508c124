import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

describeWithBrowser('signing in', (browser) => {
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser)
  }, 120_000)
  afterAll(() => harness?.close())

  test('whoever is nobody is asked for a token, then comes where they wanted to go', async () => {
    const path = `/o/${harness.org}/settings/container-registries`
    const page = await harness.open(path, { token: null })
    await page.getByRole('heading', { name: 'Sign in to Fairlead' }).waitFor()
    await expectAccessible(page)
    await page.getByLabel('API token', { exact: true }).fill(harness.token)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Container registries' }).waitFor()
    expect(new URL(page.url()).pathname).toBe(path)
  })

  test('a token that is none is refused in words, and stays nowhere', async () => {
    const page = await harness.open('/', { token: null })
    await page.getByLabel('API token', { exact: true }).fill('flt_nonsense')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('This API token is unknown').waitFor()
    await expectAccessible(page)
  })

  test('signing out ends it: going back shows nothing', async () => {
    const page = await harness.open('/')
    await page.getByRole('button', { name: 'Your account' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in to Fairlead' }).waitFor()
    await page.goto(`${harness.url}/o/${harness.org}`)
    await page.getByRole('heading', { name: 'Sign in to Fairlead' }).waitFor()
  })

  test('an address outside of the console is not gone to after signing in', async () => {
    const page = await harness.open('/login?next=//evil.example/', { token: null })
    await page.getByLabel('API token', { exact: true }).fill(harness.token)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('navigation', { name: 'Navigation' }).waitFor()
    expect(new URL(page.url()).origin).toBe(harness.url)
  })

  test('an address that the console does not know is said to be none', async () => {
    const page = await harness.open('/o/nonsense/nowhere')
    await page.getByText('There is no such page').waitFor()
  })
})

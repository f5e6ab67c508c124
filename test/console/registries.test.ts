import type { RegistryRequest } from '@fairlead/api/client'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

const GOOD = ['read:packages', 'read:org']
const DAY_MS = 86_400_000

describeWithBrowser('the list of container registries', (browser) => {
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser)
  }, 120_000)
  afterAll(() => harness?.close())
  afterEach(() => harness.twin.state.clearFaults())

  let organizations = 0
  const newOrg = async (): Promise<string> =>
    (await harness.api.organizations.create({ name: `Organization ${++organizations}` })).id
  const list = (org: string, search = ''): string => `/o/${org}/settings/container-registries${search}`

  /** Connects the twin with a new token; saved without a proof where it would be refused. */
  const connect = async (
    org: string,
    name: string,
    scopes: readonly string[] = GOOD,
    more: Partial<RegistryRequest> = {},
    unverified = true,
  ): Promise<string> => {
    const password = await harness.ghcrToken(scopes)
    const config = { username: 'acme', password }
    const request = { name, kind: 'GITHUB_CR', url: harness.twin.url, config, ...more } as const
    return (await harness.api.registries.create(org, request, { unverified })).id
  }
  const table = (page: Page) => page.getByRole('table', { name: 'Container registries' })
  const row = (page: Page, name: string) =>
    table(page)
      .getByRole('row')
      .filter({ has: page.getByRole('link', { name, exact: true }) })
  const names = async (page: Page): Promise<string[]> =>
    (await table(page).getByRole('rowheader').getByRole('link').allTextContents()).map((text) => text.trim())

  test('an empty list says what a connection is and leads to the form of each kind', async () => {
    const org = await newOrg()
    const page = await harness.open(list(org))
    await page.getByRole('heading', { name: 'No registry is connected yet' }).waitFor()
    const kinds = page.getByRole('navigation', { name: 'Types of registry' })
    await kinds.getByRole('link', { name: 'Docker Hub' }).waitFor()
    await expectAccessible(page)
    await kinds.getByRole('link', { name: 'GitHub Container Registry', exact: true }).click()
    await page.waitForURL((url) => url.pathname === `${list(org)}/add`)
    expect(new URL(page.url()).searchParams.get('kind')).toBe('GITHUB_CR')
  })

  test('the failing come first, with the finding behind it, the expiry and the last check', async () => {
    const org = await newOrg()
    await connect(org, 'a-good', GOOD, {}, false)
    await connect(org, 'b-unproved')
    const expiresAt = new Date(Date.now() + 9 * DAY_MS + 60_000).toISOString()
    const { value } = await harness.twin.state.createToken({ login: 'ada', scopes: GOOD, expiresAt })
    const password = harness.guard(value.reveal())
    await connect(org, 'c-ends', GOOD, { config: { username: 'acme', password } }, false)
    const broken = await connect(org, 'd-broken', [])
    await harness.api.registries.verifySaved(org, broken)

    const page = await harness.open(list(org))
    await row(page, 'd-broken').getByText('Failing').waitFor()
    expect(await names(page)).toEqual(['d-broken', 'c-ends', 'b-unproved', 'a-good'])
    await row(page, 'd-broken').getByText('The token has no scopes at all').waitFor()
    await row(page, 'd-broken').getByText('GitHub Container Registry').waitFor()
    await row(page, 'd-broken')
      .getByRole('cell', { name: /^acme http:/ })
      .waitFor()
    await row(page, 'c-ends').getByText('in 9 days', { exact: true }).waitFor()
    await row(page, 'c-ends').getByText('Soon').waitFor()
    await row(page, 'b-unproved').getByText('Never').waitFor()
    await row(page, 'a-good').getByRole('link', { name: '0 services' }).waitFor()
    await row(page, 'a-good').getByText('Verified', { exact: true }).waitFor()
    await expectAccessible(page)

    await page.getByRole('combobox', { name: 'Sort by' }).click()
    await page.getByRole('option', { name: 'Name' }).click()
    await page.waitForURL(/sort=name/)
    await expect.poll(() => names(page)).toEqual(['a-good', 'b-unproved', 'c-ends', 'd-broken'])
  })

  test('search, state and type live in the address: a reload shows the same, and nothing found says so', async () => {
    const org = await newOrg()
    await connect(org, 'shop')
    await connect(org, 'shop-staging', GOOD, {}, false)
    await harness.api.registries.create(
      org,
      { name: 'hub', kind: 'DOCKER_HUB', config: {} },
      { unverified: true },
    )
    const page = await harness.open(list(org))
    await row(page, 'hub').waitFor()
    await page.getByRole('textbox', { name: 'Search' }).fill('shop')
    await row(page, 'hub').waitFor({ state: 'detached' })
    await page.getByRole('combobox', { name: 'State' }).click()
    await page.getByRole('option', { name: 'Unverified (2)' }).click()
    await expect.poll(() => names(page)).toEqual(['shop'])
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      search: 'shop',
      state: 'unverified',
    })
    await page.reload()
    await row(page, 'shop').waitFor()
    expect(await names(page)).toEqual(['shop'])
    expect(await page.getByRole('textbox', { name: 'Search' }).inputValue()).toBe('shop')

    await page.getByRole('combobox', { name: 'Type' }).click()
    await page.getByRole('option', { name: 'Docker Hub' }).click()
    await page.getByRole('heading', { name: 'No registry matches' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Show all 3' }).click()
    await row(page, 'hub').waitFor()
    expect(new URL(page.url()).search).toBe('')
    expect(await page.getByRole('textbox', { name: 'Search' }).inputValue()).toBe('')
  })

  test('a registry is verified from its row', async () => {
    const org = await newOrg()
    await connect(org, 'shop')
    const page = await harness.open(list(org))
    await row(page, 'shop').getByText('Unverified').waitFor()
    await page.getByRole('button', { name: 'Verify now: shop' }).press('Enter')
    await row(page, 'shop').getByText('Verified just now').waitFor()
    await row(page, 'shop').getByText('Verified', { exact: true }).waitFor()
  })

  test('all that is shown is verified with its progress, and only that', async () => {
    const org = await newOrg()
    const good = await connect(org, 'shop-good')
    await connect(org, 'shop-broken', [])
    const other = await connect(org, 'other')
    const page = await harness.open(list(org, '?search=shop'))
    await row(page, 'shop-good').waitFor()
    await page.getByRole('button', { name: 'Verify all shown' }).click()
    await page.getByText('1 verified, 1 failing.').waitFor()
    await row(page, 'shop-broken').getByText('Failing', { exact: true }).waitFor()
    await row(page, 'shop-good').getByText('Verified', { exact: true }).waitFor()
    expect((await harness.api.registries.get(org, good)).health).toBe('verified')
    expect((await harness.api.registries.get(org, other)).health).toBe('unverified')
  })

  test('verifying all can be canceled: nothing of what was under way is kept', async () => {
    const org = await newOrg()
    const ids = await Promise.all(['one', 'two', 'three', 'four', 'five'].map((name) => connect(org, name)))
    harness.twin.state.addFault({ path: '/api/v3/*', effect: { kind: 'hang' } })
    const page = await harness.open(list(org))
    await row(page, 'five').waitFor()
    await page.getByRole('button', { name: 'Verify all shown' }).click()
    await page.getByText('0 of 5 verified').waitFor()
    const bar = page.getByRole('progressbar', { name: 'Registries that were verified' })
    expect(await bar.getAttribute('aria-valuenow')).toBe('0')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Cancel the verifications' }).click()
    await page.getByText('0 verified, 0 failing, 5 canceled.').waitFor()
    await bar.waitFor({ state: 'detached' })
    for (const id of ids) expect((await harness.api.registries.get(org, id)).health).toBe('unverified')
  })

  test('what others add, verify and delete appears in an open page', async () => {
    const org = await newOrg()
    await connect(org, 'first')
    const page = await harness.open(list(org))
    await row(page, 'first').waitFor()
    const second = await connect(org, 'second')
    await row(page, 'second').getByText('Unverified').waitFor()
    await harness.api.registries.verifySaved(org, second)
    await row(page, 'second').getByText('Verified', { exact: true }).waitFor()
    await harness.api.registries.remove(org, second)
    await row(page, 'second').waitFor({ state: 'detached' })
  })

  test('a viewer sees what they may not do, disabled with its reason', async () => {
    const org = await newOrg()
    await connect(org, 'shop')
    const { token } = await harness.api.tokens.create(org, { name: 'dashboard', role: 'viewer' })
    const page = await harness.open(list(org), { token: harness.guard(token) })
    await row(page, 'shop').waitFor()
    for (const name of ['Add registry', 'Verify all shown', 'Verify now: shop']) {
      const button = page.getByRole('button', { name })
      expect(await button.getAttribute('aria-disabled')).toBe('true')
      await button.focus()
      await page.getByRole('tooltip').getByText('has the role viewer, which may not do this').waitFor()
      await button.press('Enter')
    }
    expect(new URL(page.url()).pathname).toBe(list(org))
    await expectAccessible(page)
    const [registry] = await harness.api.registries.list(org)
    expect(registry?.health).toBe('unverified')
  })

  test('on a narrow screen they are cards, and nothing is wider than the screen', async () => {
    const org = await newOrg()
    const id = await connect(org, 'a-name-that-is-so-long-that-it-would-never-fit-on-a-telephone', [])
    await harness.api.registries.verifySaved(org, id)
    const page = await harness.open(list(org), { width: 360, colorScheme: 'dark' })
    const card = page.getByRole('list', { name: 'Container registries' }).getByRole('listitem')
    await card.getByText('The token has no scopes at all').waitFor()
    await card.getByRole('button', { name: /^Verify now/ }).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    await expectAccessible(page)
  })

  test('of 1,000 registries only the rows in sight are in the document, and each is found', async () => {
    const org = await newOrg()
    const numbers = Array.from({ length: 1000 }, (_, at) => at + 1).values()
    const create = async () => {
      for (const number of numbers) {
        const request = { name: `registry-${number}`, kind: 'DOCKER_HUB', config: {} } as const
        await harness.api.registries.create(org, request, { unverified: true })
      }
    }
    await Promise.all(Array.from({ length: 8 }, create))
    const page = await harness.open(list(org, '?sort=name'))
    await row(page, 'registry-1').waitFor()
    const rows = table(page).getByRole('row')
    expect(await table(page).getAttribute('aria-rowcount')).toBe('1001')
    expect(await rows.count()).toBeLessThan(50)
    await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight / 2)')
    await row(page, 'registry-500')
      .or(row(page, 'registry-505'))
      .or(row(page, 'registry-495'))
      .first()
      .waitFor()
    await page.keyboard.press('End')
    await row(page, 'registry-1000').waitFor()
    expect(await row(page, 'registry-1000').getAttribute('aria-rowindex')).toBe('1001')
    expect(await rows.count()).toBeLessThan(50)
    await page.getByRole('textbox', { name: 'Search' }).fill('registry-777')
    await expect.poll(() => names(page)).toEqual(['registry-777'])
  }, 240_000)
})

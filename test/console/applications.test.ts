import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { deployed, makeApplication } from './support/applications.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

describeWithBrowser('the list of applications', (browser) => {
  let harness: ConsoleHarness
  let registryId: string
  let list: string
  beforeAll(async () => {
    harness = await startConsole(browser)
    registryId = await harness.connectTwin()
    list = `/o/${harness.org}/applications`
  }, 120_000)
  afterAll(() => harness?.close())

  test('without any teaches what one is, and leads to creating it', async () => {
    const { id: empty } = await harness.api.organizations.create({ name: 'empty' })
    const page = await harness.open(`/o/${empty}/applications`)
    await page.getByRole('heading', { name: 'No application yet' }).waitFor()
    await expectAccessible(page)
    const link = page.getByRole('link', { name: 'Create application' })
    expect(await link.getAttribute('href')).toBe(`/o/${empty}/applications/create`)
  })

  test('tells of each its place, image, digest, state, cluster and who deployed it last', async () => {
    const id = await makeApplication(harness, registryId, 'seen')
    const { image } = await deployed(harness, id)
    const page = await harness.open(list)
    const row = page.getByRole('row', { name: /^seen/ })
    await row.waitFor()
    const text = await row.textContent()
    for (const told of ['acme/hello:1.0', image?.digest.slice(0, 19) ?? '', 'Up to date', 'administrator'])
      expect(text).toContain(told)
    expect(text).toMatch(/deployed/i)
    await page.getByRole('rowheader', { name: /default \/ / }).waitFor()
    await expectAccessible(page)
    await row.getByRole('link', { name: 'seen' }).click()
    await page.getByRole('heading', { level: 1, name: 'seen' }).waitFor()
  })

  test('is narrowed by search and state in the address, which a reload keeps', async () => {
    await makeApplication(harness, registryId, 'narrow-a')
    await deployed(harness, await makeApplication(harness, registryId, 'narrow-b'))
    const page = await harness.open(list)
    await page.getByRole('textbox', { name: 'Search' }).fill('narrow')
    await page.getByText(/^2 of \d+ applications$/).waitFor()
    await page.getByRole('combobox', { name: 'State' }).click()
    await page.getByRole('option', { name: 'Not deployed' }).click()
    await page.getByText(/^1 of \d+ applications$/).waitFor()
    await page.getByRole('row', { name: /^narrow-a/ }).waitFor()
    expect(new URL(page.url()).search).toBe('?q=narrow&state=READY')
    await page.reload()
    await page.getByText(/^1 of \d+ applications$/).waitFor()
    expect(await page.getByRole('textbox', { name: 'Search' }).inputValue()).toBe('narrow')

    await page.getByRole('textbox', { name: 'Search' }).fill('nothing has this name')
    await page.getByRole('heading', { name: 'No application fits the filters' }).waitFor()
    await page.getByRole('button', { name: 'Clear the filters' }).click()
    await page.getByRole('row', { name: /^narrow-b/ }).waitFor()
    expect(new URL(page.url()).search).toBe('')
  })

  test('shows what others make, deploy and delete meanwhile', async () => {
    const page = await harness.open(`${list}?q=meanwhile`)
    await page.getByRole('heading', { name: 'Applications' }).waitFor()
    const id = await makeApplication(harness, registryId, 'meanwhile')
    const row = page.getByRole('row', { name: /^meanwhile/ })
    await row.getByText('Not deployed').waitFor()
    await deployed(harness, id)
    await row.getByText('Deployed', { exact: true }).waitFor()
    await harness.api.containers.remove(id)
    await row.waitFor({ state: 'detached' })
  })

  test('shows what was made after the list was asked for and before the events were followed', async () => {
    await makeApplication(harness, registryId, 'first')
    const page = await harness.open('/login')
    const made = Promise.withResolvers<void>()
    await page.route('**/events', async (route) => {
      await made.promise
      await route.continue()
    })
    await page.goto(`${harness.url}${list}?q=between`)
    await page.getByRole('heading', { name: 'No application fits the filters' }).waitFor()
    await makeApplication(harness, registryId, 'between')
    made.resolve()
    await page.getByRole('row', { name: /^between/ }).waitFor()
  })

  const COUNT = 200
  const nameOf = (index: number) => `crowd-${String(index).padStart(3, '0')}`

  test('of hundreds has only the rows in sight in the document', async () => {
    const { id: crowded } = await harness.api.environments.create(
      (await harness.api.projects.create(harness.org, { name: 'crowd' })).id,
      { name: 'crowded' },
    )
    const place = { ...harness, environmentId: crowded }
    for (const tens of Array(COUNT / 10).keys()) {
      const names = Array.from({ length: 10 }, (_, index) => nameOf(tens * 10 + index))
      await Promise.all(names.map((name) => makeApplication(place, registryId, name)))
    }
    const page = await harness.open(`${list}?q=crowd-`)
    await page.getByRole('row', { name: /^crowd-000/ }).waitFor()
    expect(await page.getByRole('row').count()).toBeLessThan(60)
    await page.keyboard.press('End')
    await page.getByRole('row', { name: /^crowd-199/ }).waitFor()
    expect(await page.getByRole('row').count()).toBeLessThan(60)
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe(String(COUNT + 2))
  }, 90_000)

  test('lets a viewer look, and says why nothing can be created', async () => {
    const { token } = await harness.api.tokens.create(harness.org, { name: 'looker', role: 'viewer' })
    await makeApplication(harness, registryId, 'looked-at')
    const page = await harness.open(list, { token: harness.guard(token) })
    const button = page.getByRole('button', { name: 'Create application' })
    await button.focus()
    await page.getByRole('tooltip').getByText('has the role viewer').waitFor()
  })
})

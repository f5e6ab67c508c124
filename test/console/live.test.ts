import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

describeWithBrowser('what others change', (browser) => {
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser)
  }, 120_000)
  afterAll(() => harness?.close())

  const registries = () => `/o/${harness.org}/settings/container-registries`
  const add = (name: string) =>
    harness.api.registries.create(
      harness.org,
      { name, kind: 'GENERIC_CR', url: 'https://registry.example.com', config: {} },
      { unverified: true },
    )
  const shown = (page: Page, name: string) => page.getByText(name, { exact: true }).first().waitFor()
  /** Resolves when the page has an open stream of events. */
  const streaming = (page: Page) => page.waitForResponse((answer) => answer.url().endsWith('/events'))

  test('is seen in every tab, over one stream for all of them, and still when the tab that held it is closed', async () => {
    const first = await harness.open('/login')
    const opened = streaming(first)
    await first.goto(harness.url + registries())
    await opened
    const second = await first.context().newPage()
    const streams: string[] = []
    second.on('request', (request) => {
      if (request.url().endsWith('/events')) streams.push(request.url())
    })
    await second.goto(harness.url + registries())
    await second.getByRole('heading', { name: 'Container registries', level: 1 }).waitFor()
    // A second tab hears from when it is there on; its lock request is made by then.
    await second.evaluate('navigator.locks.query().then(({ pending }) => pending.length)').then(async (n) => {
      if (n === 0)
        await second.waitForFunction('navigator.locks.query().then(({ pending }) => pending.length > 0)')
    })
    await add('seen-by-both')
    await Promise.all([shown(first, 'seen-by-both'), shown(second, 'seen-by-both')])
    expect(streams).toEqual([])

    const takenOver = streaming(second)
    await first.close()
    await takenOver
    await add('seen-by-the-second')
    await shown(second, 'seen-by-the-second')
  })
})

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'
import { settle } from './support/pages.ts'

/** Bytes as they are sent. */
const LIMIT = 300_000

interface Fetched {
  readonly path: string
  /** Bytes of the body as it was sent, and as it is. */
  readonly sent: number
  readonly size: number
}

/** The page itself and the files of the console that the browser fetched for it, as the browser counts them. */
const fetched = (page: Page): Promise<Fetched[]> =>
  page.evaluate<Fetched[]>(`[
    ...performance.getEntriesByType('navigation'),
    ...performance.getEntriesByType('resource').filter(({ name }) => new URL(name).pathname.startsWith('/assets/')),
  ].map(({ name, encodedBodySize, decodedBodySize }) =>
    ({ path: new URL(name).pathname, sent: encodedBodySize, size: decodedBodySize }))`)

describeWithBrowser('the first load of the console', (browser) => {
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser)
    await harness.connectTwin()
  }, 120_000)
  afterAll(() => harness?.close())

  test.each([
    ['signing in', (): string => '/login', null],
    ['the container registries', (): string => `/o/${harness.org}/settings/container-registries`, undefined],
  ])('of %s is at most 300,000 bytes, compressed', async (_, address, token) => {
    const page = await harness.open(address(), token === null ? { token } : {})
    await settle(page)
    const files = await fetched(page)
    const scripts = files.filter(({ path }) => path.endsWith('.js'))
    const styles = files.filter(({ path }) => path.endsWith('.css'))
    expect([scripts.length > 0, styles.length > 0]).toEqual([true, true])
    for (const { path, sent, size } of [...scripts, ...styles]) {
      expect([path, size < 1_000 || sent < size]).toEqual([path, true])
    }
    const total = files.reduce((sum, { sent }) => sum + sent, 0)
    const largest = files.toSorted((a, b) => b.sent - a.sent).map(({ path, sent }) => `${sent} ${path}`)
    console.log(`${total} bytes in ${files.length} files`, largest.slice(0, 6))
    expect(total, largest.join('\n')).toBeLessThanOrEqual(LIMIT)
  })
})

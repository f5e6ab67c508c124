import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible, expectReadable } from './support/accessible.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'
import { PAGES, settle } from './support/pages.ts'
import { type PopulatedWorld, populate } from './support/populated.ts'

describeWithBrowser('every page of the console', (browser) => {
  let harness: ConsoleHarness
  let world: PopulatedWorld
  beforeAll(async () => {
    harness = await startConsole(browser)
    world = await populate(harness)
  }, 180_000)
  afterAll(() => harness?.close())

  /** Whose title is whose: pages of one kind share theirs, whatever organization they are of. */
  const titles = new Map<string, string>()

  describe.each(PAGES)('$name', (shown) => {
    test('is accessible, has its title, and fits a phone and a wide screen', async () => {
      const address = shown.address(world)
      const page = await harness.open(address, shown.signedOut ? { token: null } : {})
      await settle(page, shown)
      expect(await page.locator('h1').count()).toBe(1)

      const title = await page.title()
      const kind = new URL(address, harness.url).pathname.replace(world.emptyOrg, world.org)
      expect(title).toMatch(/^.+ · Fairlead$/)
      expect([title, titles.get(title) ?? kind]).toEqual([title, kind])
      titles.set(title, kind)

      await expectAccessible(page)
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.locator('html[data-mantine-color-scheme=dark]').waitFor()
      await expectReadable(page)
      for (const width of [360, 1920]) {
        await page.setViewportSize({ width, height: 900 })
        // What is shown by width is drawn anew after the window has its size.
        await expect.poll(() => widest(page, width), { timeout: 5_000 }).toEqual([])
      }
    }, 60_000)
  })

  test('every address that the router knows is looked at', async () => {
    const page = await harness.open('/')
    await page.getByRole('heading', { level: 1 }).waitFor()
    const routes = await page.evaluate<string[]>(`Object.keys(window.__TSR_ROUTER__.routesByPath)`)
    // What stands at / only sends on.
    const known = routes.map((route) => route.replace(/\/$/, '')).filter((route) => route !== '')
    expect(known.length).toBeGreaterThan(20)
    expect([...new Set(known)].toSorted()).toEqual([...new Set(PAGES.map(({ route }) => route))].toSorted())
  })
})

/** What makes the page wider than the window; nothing where it fits. */
const widest = (page: Page, width: number): Promise<string[]> =>
  page.evaluate<string[]>(`(() => {
    if (document.documentElement.scrollWidth <= ${width}) return []
    const inScroller = (each) => {
      for (let at = each.parentElement; at && at !== document.body; at = at.parentElement)
        if (/auto|scroll|hidden|clip/.test(getComputedStyle(at).overflowX)) return true
      return false
    }
    return [...document.querySelectorAll('body *')]
      .filter((each) => each.getBoundingClientRect().right > ${width} + 0.5 && !inScroller(each))
      .map((each) => each.tagName + ' ' + Math.round(each.getBoundingClientRect().right) + ' ' + each.textContent.slice(0, 60))
      .concat('the page is ' + document.documentElement.scrollWidth + ' wide')
  })()`)

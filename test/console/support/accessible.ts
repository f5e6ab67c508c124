import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Expects that axe finds nothing serious on the page as it stands: WCAG 2.2 A and AA, and its best practices. */
export const expectAccessible = (page: Page): Promise<void> => expectNothingSerious(page, RULES)

/** The same for what differs when a page that is accessible has other colours. */
export const expectReadable = (page: Page): Promise<void> =>
  expectNothingSerious(page, ['color-contrast', 'link-in-text-block'])

/** What axe sees of a colour that is on its way to another is neither: it is asked again until the page has settled. */
const SETTLED_WITHIN_MS = 15_000

async function expectNothingSerious(page: Page, runOnly: readonly string[]): Promise<void> {
  await page.evaluate(axe.source)
  const run = `axe.run(document, { runOnly: ${JSON.stringify(runOnly)} })`
  const look = async () => {
    const { violations } = await page.evaluate<AxeResults>(run)
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => ({
        id,
        help,
        where: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`),
      }))
  }
  await expect.poll(look, { timeout: SETTLED_WITHIN_MS, interval: 250 }).toEqual([])
}

import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Expects that axe finds nothing serious on the page as it stands: WCAG 2.2 A and AA, and its best practices. */
export const expectAccessible = (page: Page): Promise<void> => expectNothingSerious(page, RULES)

/** The same for what differs when a page that is accessible has other colours. */
export const expectReadable = (page: Page): Promise<void> =>
  expectNothingSerious(page, ['color-contrast', 'link-in-text-block'])

async function expectNothingSerious(page: Page, runOnly: readonly string[]): Promise<void> {
  await page.evaluate(axe.source)
  const run = `axe.run(document, { runOnly: ${JSON.stringify(runOnly)} })`
  const { violations } = await page.evaluate<AxeResults>(run)
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(
    serious.map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`),
    })),
  ).toEqual([])
}

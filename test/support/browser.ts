import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const VARIABLE = 'FAIRLEAD_TEST_BROWSER'
const HOW = `Install Chromium (Debian: apt-get install chromium), or set ${VARIABLE} to the path of one.`
const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Path of the Chromium that tests drive; undefined where there is none. */
export const findBrowser = (): string | undefined =>
  process.env[VARIABLE] || USUAL.find((path) => existsSync(path))

/**
 * Tests that need a real browser. Without one they are skipped with the reason printed, and in CI, where one must be
 * there, they fail.
 */
export function describeWithBrowser(name: string, tests: (executable: string) => void): void {
  const executable = findBrowser()
  if (executable) {
    describe(name, () => tests(executable))
  } else if (process.env.CI) {
    test(`${name}: a browser is there`, () => expect.fail(`CI needs a browser. ${HOW}`))
  } else {
    console.warn(`Skipped, no browser: ${name}. ${HOW}`)
    describe.skip(`${name} (no browser)`, () => test('skipped', () => {}))
  }
}

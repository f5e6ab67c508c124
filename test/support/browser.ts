import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const VARIABLE = 'FAIRLEAD_TEST_BROWSER'
const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/** How to get a browser, for whoever has none. */
export const HOW_TO_GET_A_BROWSER = `Install Chromium (Debian: apt-get install chromium), or set ${VARIABLE} to the path of one.`

/** Path of the Chromium that tests drive: the one that is named, else the first on the PATH; undefined for none. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env[VARIABLE]) return env[VARIABLE]
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path))
}

/**
 * Tests that need a real browser. Without one they are skipped with the reason printed, and in CI, where one must be
 * there, they fail.
 */
export function describeWithBrowser(name: string, tests: (executable: string) => void): void {
  const executable = findBrowser()
  if (executable) {
    describe(name, () => tests(executable))
  } else if (process.env.CI) {
    test(`${name}: a browser is there`, () => expect.fail(`CI needs a browser. ${HOW_TO_GET_A_BROWSER}`))
  } else {
    console.warn(`Skipped, no browser: ${name}. ${HOW_TO_GET_A_BROWSER}`)
    describe.skip(`${name} (no browser)`, () => test('skipped', () => {}))
  }
}

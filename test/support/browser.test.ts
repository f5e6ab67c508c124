import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findBrowser } from './browser.ts'

test('the browser of the tests is the one that is named, else one of the PATH, else none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-browser-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const PATH = ['/nowhere', folder].join(delimiter)
  expect(findBrowser({ PATH })).toBeUndefined()
  expect(findBrowser({})).toBeUndefined()
  await writeFile(join(folder, 'chromium'), '')
  expect(findBrowser({ PATH })).toBe(join(folder, 'chromium'))
  expect(findBrowser({ PATH, FAIRLEAD_TEST_BROWSER: '/opt/browser' })).toBe('/opt/browser')
})

/**
 * `npm run screenshots [name …]`: every page of the console on a populated world, light and dark, wide and narrow, into
 * `screenshots/`, and `screenshots/index.html` that shows them side by side. Names choose pages by a part of their name.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ConsoleHarness, startConsole } from '../test/console/support/console-harness.ts'
import { PAGES, type PageToSee, settle } from '../test/console/support/pages.ts'
import { type PopulatedWorld, populate } from '../test/console/support/populated.ts'
import { findBrowser, HOW_TO_GET_A_BROWSER } from '../test/support/browser.ts'

const FOLDER = join(import.meta.dirname, '..', 'screenshots')
const LOOKS = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'dark', width: 390 },
  { colorScheme: 'light', width: 390 },
] as const
const PAGES_AT_ONCE = 2

const fileOf = ({ name }: PageToSee, { colorScheme, width }: (typeof LOOKS)[number]): string =>
  `${name}-${colorScheme}-${width}.png`

const asked = process.argv.slice(2)
const shown = PAGES.filter(({ name }) => asked.length === 0 || asked.some((part) => name.includes(part)))
const browser = findBrowser()
if (browser && shown.length > 0) await takeAll(browser)
else
  fail(browser ? `No page is named ${asked.join(' or ')}.` : `There is no browser. ${HOW_TO_GET_A_BROWSER}`)

function fail(message: string): void {
  process.stderr.write(`screenshots: ${message}\n`)
  process.exitCode = 1
}

async function takeAll(executable: string): Promise<void> {
  await using cleanup = new AsyncDisposableStack()
  const harness = await startConsole(executable)
  cleanup.defer(() => harness.close())
  const world = await populate(harness)
  if (asked.length === 0) await rm(FOLDER, { recursive: true, force: true })
  await mkdir(FOLDER, { recursive: true })
  const left = [...shown]
  const faults: string[] = []
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      for (const fault of await take(harness, world, next)) faults.push(`${next.name}: ${fault}`)
    }
  }
  await Promise.all(Array.from({ length: PAGES_AT_ONCE }, work))
  await writeFile(join(FOLDER, 'index.html'), indexPage())
  const total = shown.length * LOOKS.length
  process.stdout.write(`${total} screenshots of ${shown.length} pages: ${join(FOLDER, 'index.html')}\n`)
  if (faults.length > 0) fail(`pages have faults:\n${faults.join('\n')}`)
}

/** Gives what the page did wrong. */
async function take(
  harness: ConsoleHarness,
  world: PopulatedWorld,
  toSee: PageToSee,
): Promise<readonly string[]> {
  const options = { width: LOOKS[0].width, ...(toSee.signedOut ? { token: null } : {}) }
  const { page, close } = await harness.openUntilClosed(toSee.address(world), options)
  const trouble: string[] = []
  await settle(page, toSee).catch((error: Error) => trouble.push(error.message))
  for (const look of LOOKS) {
    await page.setViewportSize({ width: look.width, height: 900 })
    await page.emulateMedia({ colorScheme: look.colorScheme })
    await page.locator(`html[data-mantine-color-scheme=${look.colorScheme}]`).waitFor()
    // As high as the page, so that what is as high as the window reaches its end; once more for what came meanwhile.
    for (let again = 0; again < 2; again += 1) {
      const height = await page.evaluate<number>('document.documentElement.scrollHeight')
      await page.setViewportSize({ width: look.width, height: Math.min(height, 4000) })
    }
    await page.screenshot({ path: join(FOLDER, fileOf(toSee, look)), fullPage: true })
  }
  return [...trouble, ...(await close())]
}

function indexPage(): string {
  const row = (page: PageToSee): string => {
    const images = LOOKS.map((look) => {
      const file = fileOf(page, look)
      const words = `${page.name}, ${look.colorScheme}, ${look.width} wide`
      return `<a href="${file}"><img src="${file}" alt="${words}" loading="lazy"></a>`
    })
    return `<section id="${page.name}"><h2><a href="#${page.name}">${page.name}</a></h2><p>${page.route}</p><div>${images.join('')}</div></section>`
  }
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Screenshots of the console</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { margin: 1rem }
  div { display: grid; grid-template-columns: 3fr 3fr 1fr 1fr; gap: .75rem; align-items: start }
  img { width: 100%; border: 1px solid #8886 }
  p { color: #777; margin-top: -.75rem; font-family: monospace }
</style>
<h1>Screenshots of the console</h1>
${shown.map(row).join('\n')}
</html>
`
}

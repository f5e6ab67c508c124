import type { CDPSession } from 'playwright-core'
import type { ConsoleHarness } from '../../test/console/support/console-harness.ts'

/** What a list of the console costs a browser. */
export interface ListFigures {
  /** From asking for the page, whose files are in the browser's cache, to the first row. */
  readonly firstRowMs: number
  /** While it is scrolled from its first row to its last. */
  readonly longestFrameMs: number
  readonly framesOver50Ms: number
  readonly frames: number
  /** Time of the processor for scripts, and for styles and layout, in that; what else runs on the machine does not add to it. */
  readonly scriptMs: number
  readonly layoutMs: number
  /** Rows that came into the document in that. */
  readonly rows: number
  /** Elements of the document after that. */
  readonly elements: number
  /** In use after that, when what nobody needs is collected. */
  readonly heapBytes: number
}

/** Steps in which a list is scrolled through, one a frame. */
const STEPS = 180

// Texts, as the types of a browser's page are not those of Node.js.
const NOTE_FIRST_ROW = `{
  const look = () => {
    if (document.querySelector('[aria-rowindex="2"]')) window.firstRowMs = performance.now()
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}`
const SCROLL = `new Promise((done) => {
  const overflows = (each) => each.scrollHeight > each.clientHeight + 1
  let scroller = document.querySelector('[aria-rowindex="2"]').parentElement
  while (scroller && !(overflows(scroller) && /auto|scroll/.test(getComputedStyle(scroller).overflowY)))
    scroller = scroller.parentElement
  scroller ??= document.scrollingElement
  let rows = 0
  const counter = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const each of addedNodes) if (each.ariaRowIndex) rows++
  })
  counter.observe(document.body, { childList: true, subtree: true })
  const frames = []
  let last
  const step = (now) => {
    if (last !== undefined) frames.push(now - last)
    last = now
    if (frames.length === ${STEPS}) return done({ frames, rows })
    scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) * ((frames.length + 1) / ${STEPS})
    requestAnimationFrame(step)
  }
  requestAnimationFrame(step)
})`

/** Opens the list, and scrolls through it to the row of `last`, from 0; the row of the titles is number 1. Throws when that row does not come into sight. */
export async function measureList(harness: ConsoleHarness, path: string, last: number): Promise<ListFigures> {
  const { page, close } = await harness.openUntilClosed(path)
  try {
    await page.locator('[aria-rowindex="2"]').first().waitFor()
    await page.addInitScript(NOTE_FIRST_ROW)
    await page.reload()
    await page.locator('[aria-rowindex="2"]').first().waitFor()
    const firstRowMs = await page.evaluate<number>('window.firstRowMs')
    const browser = await page.context().newCDPSession(page)
    await browser.send('Performance.enable', { timeDomain: 'threadTicks' })
    const before = await costsOf(browser)
    const { frames, rows } = await page.evaluate<{ frames: number[]; rows: number }>(SCROLL)
    const after = await costsOf(browser)
    await page
      .locator(`[aria-rowindex="${last + 2}"]`)
      .first()
      .waitFor()
    await browser.send('HeapProfiler.collectGarbage')
    const { usedSize } = await browser.send('Runtime.getHeapUsage')
    return {
      firstRowMs,
      longestFrameMs: Math.max(...frames),
      framesOver50Ms: frames.filter((each) => each > 50).length,
      frames: frames.length,
      scriptMs: after.scriptMs - before.scriptMs,
      layoutMs: after.layoutMs - before.layoutMs,
      rows,
      elements: await page.evaluate<number>(`document.getElementsByTagName('*').length`),
      heapBytes: usedSize,
    }
  } finally {
    await close()
  }
}

/** What the page has cost the processor since it was opened. */
async function costsOf(browser: CDPSession): Promise<{ scriptMs: number; layoutMs: number }> {
  const { metrics } = await browser.send('Performance.getMetrics')
  const ms = (name: string): number =>
    1000 * (metrics.find((each) => each.name === name)?.value ?? Number.NaN)
  return { scriptMs: ms('ScriptDuration'), layoutMs: ms('LayoutDuration') + ms('RecalcStyleDuration') }
}

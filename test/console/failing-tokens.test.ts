import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type CaseFile, readCases } from '../diagnosis/support/case-file.ts'
import { startWorld, type World } from '../diagnosis/support/world.ts'
import { describeWithBrowser } from '../support/browser.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 })

/** What the doctor alone can tell: it sees other logins, the command and the cluster, and this form one connection. */
const NOT_OF_A_FORM: ReadonlySet<string> = new Set([
  'none',
  'credential.breaks_public_pull',
  'credential.not_used',
  'image.host_assumed',
])

const fitsTheForm = ({ content: { world, did, expect: expected } }: CaseFile): boolean =>
  'ghcr.io' in world.hosts &&
  did.identities.length === 1 &&
  // When a token ends is known of one that was verified before, and not of one that is typed.
  did.identities.every(
    ({ kind, config, knownExpiry }) =>
      kind === 'GITHUB_CR' && config.password !== undefined && knownExpiry === undefined,
  ) &&
  !NOT_OF_A_FORM.has(expected.cause)

const cases = readCases().filter(fitsTheForm)

describeWithBrowser('a token that fails, in the form', (browser) => {
  let world: World
  let now = '2026-11-22T12:00:00Z'
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser, {
      network: {
        connector: (options, callback) => world.network.connector(options, callback),
        lookup: (hostname) => world.network.lookup(hostname),
      },
      clock: { now: () => new Date(now) },
    })
  }, 120_000)
  afterAll(() => harness?.close())

  test('the corpus has enough of them', () => {
    expect(cases.length).toBeGreaterThanOrEqual(20)
  })

  test.each(cases)('$content.title', async ({ content }) => {
    const { did, expect: expected } = content
    const [identity] = did.identities
    now = content.now
    world = await startWorld(content)
    try {
      const search = new URLSearchParams({
        kind: 'GITHUB_CR',
        username: identity?.config.username ?? '',
        image: did.subject.replace(/^(?:https?:\/\/)?ghcr\.io\//, ''),
      })
      const page = await harness.open(`/o/${harness.org}/settings/container-registries/add?${search}`)
      const password = identity?.config.password ?? ''
      // What stands around it is cut off by the field or is the matter itself; what is secret is within.
      harness.guard(password.trim())
      await page.getByRole('textbox', { name: 'Personal access token' }).fill(password)
      if (did.push) await page.getByRole('checkbox', { name: 'Prove that it may push too' }).check()
      await page.getByRole('button', { name: 'Test connection' }).click()
      // A token of a case before, which had failed: there the world is another.
      const result = page.getByRole('heading', { name: /^The connection|^Not tested/ })
      await result.waitFor()
      const again = page.getByRole('button', { name: 'Ask the registry once more' })
      if (await again.isVisible()) {
        await again.click()
        await page
          .getByRole('heading', { name: /^Testing/ })
          .or(result)
          .first()
          .waitFor()
      }
      const findings = page
        .getByRole('alert')
        .filter({ has: page.getByRole('link', { name: expected.cause, exact: true }) })
      await findings
        .first()
        .waitFor({ timeout: 5_000 })
        .catch(async (error: unknown) => {
          const shown = await page.getByRole('region', { name: 'Test of the connection' }).textContent()
          throw new Error(`${expected.cause} is not shown:\n${shown}`, { cause: error })
        })
      const texts = await Promise.all(
        (await findings.all()).map(async (finding) => {
          const links = await finding.getByRole('link').evaluateAll((all) => all.map((each) => String(each)))
          return [await finding.textContent(), ...links].join(' ')
        }),
      )
      for (const text of texts) {
        expect(text).toMatch(/^(?:Error|Warning): \S.{10,}/)
        expect(text).toContain('What to do: ')
      }
      if (expected.remedy) {
        expect(texts).toContainEqual(expect.stringMatching(new RegExp(expected.remedy, 'i')))
      }
    } finally {
      await world.close()
    }
  })
})

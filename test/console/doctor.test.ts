import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

/** A machine that does much else is slow. */
const PATIENCE_MS = 90_000

describeWithBrowser('the doctor of the console', (browser) => {
  let harness: ConsoleHarness
  let host: string
  beforeAll(async () => {
    harness = await startConsole(browser)
    host = new URL(harness.twin.url).host
    await harness.connectTwin('ghcr-good')
    await harness.api.registries.create(
      harness.org,
      {
        name: 'ghcr-poor',
        kind: 'GITHUB_CR',
        url: harness.twin.url,
        config: { username: 'other', password: await harness.ghcrToken(['read:org']) },
      },
      { unverified: true },
    )
  }, 120_000)
  afterAll(() => harness?.close())

  const doctor = (search: Readonly<Record<string, string>> = {}) =>
    `/o/${harness.org}/doctor?${new URLSearchParams(search)}`
  const verdict = (page: Page) => page.getByRole('region', { name: 'Diagnosis' })

  test(
    'a link with an image asks at once: everyone side by side, who would be used and why',
    async () => {
      const page = await harness.open(doctor({ image: `${host}/acme/hello:1.1` }))
      await verdict(page).getByText('It works', { exact: true }).waitFor()
      const good = page.getByRole('region', { name: 'ghcr-good' })
      await good.getByText('Would be used').waitFor()
      await good.getByText(/Used because its prefix acme fits acme\/hello/).waitFor()
      await good.getByText('✓ Pulls').waitFor()
      const poor = page.getByRole('region', { name: 'ghcr-poor' })
      await poor.getByText(/Not used: its prefix other does not fit acme\/hello/).waitFor()
      await page.getByRole('region', { name: 'Anonymously' }).getByText('✗ Does not pull').waitFor()
      expect(await good.getByRole('listitem').count()).toBeGreaterThan(5)
      await expectAccessible(page)
      await good.getByRole('link', { name: 'ghcr-good' }).click()
      await page.waitForURL(/\/settings\/container-registries\/[^/]+$/)
    },
    PATIENCE_MS,
  )

  test(
    'what is asked by the form comes into the address, but for the line, which may hold a secret',
    async () => {
      const secret = await harness.ghcrToken(['read:packages'])
      const page = await harness.open(doctor())
      await page.getByText('Nothing was asked yet').waitFor()
      await expectAccessible(page)
      await page.getByLabel('Image', { exact: true }).fill(`${host}/acme/hello:1.1`)
      await page.getByRole('combobox', { name: 'Platform' }).fill('linux/s390x')
      await page.getByLabel('A line to explain').fill(`docker login -p ${secret}: denied: denied`)
      await page.getByRole('button', { name: 'Diagnose' }).click()
      await verdict(page).getByText('It does not work').waitFor()
      await verdict(page).getByText('platform.missing').waitFor()
      const { searchParams } = new URL(page.url())
      expect(Object.fromEntries(searchParams)).toEqual({
        image: `${host}/acme/hello:1.1`,
        platform: 'linux/s390x',
      })
      const line = page.getByRole('region', { name: 'The line' })
      await line.getByText('denied: denied').waitFor()
      await expectAccessible(page)
      await page.reload()
      await verdict(page).getByText('platform.missing').waitFor()
      expect(await page.getByRole('combobox', { name: 'Platform' }).inputValue()).toBe('linux/s390x')
    },
    PATIENCE_MS,
  )

  test(
    'a name that may have been meant is a link that asks anew',
    async () => {
      const page = await harness.open(doctor({ image: `${host}/acme/hello:1.11` }))
      await verdict(page).getByText('The cause').waitFor()
      await verdict(page)
        .getByRole('link', { name: `${host}/acme/hello:1.1`, exact: true })
        .click()
      await verdict(page).getByText('It works', { exact: true }).waitFor()
      expect(await page.getByLabel('Image', { exact: true }).inputValue()).toBe(`${host}/acme/hello:1.1`)
      await page.goBack()
      await verdict(page).getByText('It does not work').waitFor()
    },
    PATIENCE_MS,
  )

  test(
    'a name that cannot be is told at its field',
    async () => {
      const page = await harness.open(doctor())
      await page.getByRole('button', { name: 'Diagnose' }).click()
      await page.getByText('Name an image, or paste a line that names it.').waitFor()
      const image = page.getByLabel('Image', { exact: true })
      await image.fill('ghcr.io/acme/app:not a tag')
      await page.getByRole('button', { name: 'Diagnose' }).click()
      await page.getByRole('alert').getByText('There is no diagnosis').waitFor()
      await expect.poll(() => image.getAttribute('aria-invalid')).toBe('true')
      await expectAccessible(page)
    },
    PATIENCE_MS,
  )

  test(
    'a diagnosis is canceled while a registry keeps it waiting, and asked again',
    async () => {
      const page = await harness.open(doctor())
      const fault = harness.twin.state.addFault({ path: '/v2/*', effect: { kind: 'hang' } })
      try {
        await page.getByLabel('Image', { exact: true }).fill(`${host}/acme/hello:1.0`)
        await page.getByRole('button', { name: 'Diagnose' }).click()
        await page.getByText(`Loading the diagnosis of ${host}/acme/hello:1.0`).waitFor()
        await page.getByRole('button', { name: 'Cancel' }).click()
        await page.getByText('Canceled').waitFor()
      } finally {
        harness.twin.state.removeFault(fault.id)
      }
      await page.getByRole('button', { name: 'Ask again' }).click()
      await verdict(page).getByText('It works', { exact: true }).waitFor()
    },
    PATIENCE_MS,
  )

  test(
    'where no registry is for the host, it leads to adding one',
    async () => {
      const page = await harness.open(doctor({ image: '127.0.0.1:9/acme/app' }))
      await verdict(page)
        .getByText('No container registry of this organization is for 127.0.0.1:9.')
        .waitFor()
      await verdict(page).getByRole('link', { name: 'Add a registry' }).click()
      await page.waitForURL(/\/container-registries\/add/)
    },
    PATIENCE_MS,
  )

  test(
    'who may not deploy is told so, and nothing is asked',
    async () => {
      const { token } = await harness.api.tokens.create(harness.org, { name: 'looker', role: 'viewer' })
      const page = await harness.open(doctor({ image: `${host}/acme/hello:1.1` }), {
        token: harness.guard(token),
      })
      await page.getByRole('button', { name: 'Diagnose' }).focus()
      await page.getByText(/has the role viewer, which may not do this/).waitFor()
      expect(await verdict(page).count()).toBe(0)
    },
    PATIENCE_MS,
  )
})

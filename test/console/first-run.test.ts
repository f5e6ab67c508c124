import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { type SampleTwin, startSampleTwin } from '@fairlead/server/sample'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { main } from '../../packages/cli/src/main.ts'
import { recordedIo } from '../../packages/cli/src/testing/recorded-io.ts'
import { describeWithBrowser } from '../support/browser.ts'
import { runProgram } from '../support/program.ts'
import { watchPage } from './support/watch-page.ts'

const PATIENCE_MS = 240_000
const DOCKER = process.env.FAIRLEAD_TEST_DOCKER

/** Where the first start deploys to: everywhere a Git repository, and a Docker engine where one is given. */
const targets: readonly { readonly name: string; readonly docker?: string }[] = [
  { name: 'a Git repository' },
  ...(DOCKER ? [{ name: 'Docker', docker: DOCKER }] : []),
]

describeWithBrowser('the first run', (executablePath) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] })
  }, 120_000)
  afterAll(() => browser?.close())

  describe.each(targets)('to $name', ({ docker }) => {
    let folder: string
    let twin: SampleTwin
    let printed: string
    let end: () => Promise<unknown>

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'fairlead-first-'))
      // As root, PostgreSQL runs as another user, who has to get in.
      await chmod(folder, 0o755)
      twin = await startSampleTwin({ folder, host: '127.0.0.1', port: 0 }, AbortSignal.timeout(60_000))
      const env = {
        FAIRLEAD_LOG: 'silent',
        FAIRLEAD_GHCR_HOSTS: `${twin.url}=${twin.apiUrl}`,
        DOCKER_HOST: docker ?? `unix://${join(folder, 'no-docker.sock')}`,
      }
      const io = recordedIo({ env, columns: 100 })
      const ended = main(['serve', '--port', '0', '--data', join(folder, 'data')], io)
      end = () => {
        io.interrupt()
        return ended
      }
      // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal is painted
      printed = (await io.untilOut(/Ctrl-C ends it/)).replace(/\u001b\[[0-9;]*m/g, '')
    }, PATIENCE_MS)

    afterAll(async () => {
      await end?.()
      await twin?.close()
      if (folder) await rm(folder, { recursive: true, force: true })
    }, PATIENCE_MS)

    test(
      'from what the terminal prints to a deployed sample by the console alone, in so many steps',
      async () => {
        const steps: string[] = []
        const step = async (name: string, deed: () => Promise<unknown>): Promise<void> => {
          steps.push(name)
          await deed()
        }
        const begun = performance.now()

        const [, address = ''] = /Open the console {2}(http:\S+)/.exec(printed) ?? []
        const [, command = ''] = /the token that this prints: {2}(.+)/.exec(printed) ?? []
        const { stdout } = await runProgram('sh', ['-c', command])
        const token = stdout.trim()
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
        context.setDefaultTimeout(60_000)
        const page = await context.newPage()
        const secrets = new Set([token, twin.connectToken.reveal(), twin.pushToken.reveal()])
        const watched = watchPage(page, { url: address, secrets })

        await step('open the printed address', () => page.goto(address))
        await step('paste the token that the printed command prints', () =>
          page.getByLabel('API token', { exact: true }).fill(token),
        )
        await step('Sign in', () => page.getByRole('button', { name: 'Sign in' }).click())

        const first = page.getByRole('region', { name: 'First steps' })
        await step('Add registry', () => first.getByRole('link', { name: 'Add registry' }).click())
        await step('name it', () => page.getByRole('textbox', { name: 'Name', exact: true }).fill('ghcr'))
        await step('paste an image of it, which tells its address and its prefix', () =>
          page
            .getByLabel('Paste an image or an address')
            .fill(`${twin.url.replace('http://', '')}/acme/hello:1.1`),
        )
        await step('its token', () =>
          page.getByRole('textbox', { name: 'Personal access token' }).fill(twin.connectToken.reveal()),
        )
        await step('Save, which proves it', () =>
          page.getByRole('button', { name: 'Save', exact: true }).click(),
        )
        await page.waitForURL(/\/container-registries\/[0-9a-f-]{36}$/)

        await step('Overview', () => page.getByRole('link', { name: 'Overview' }).click())
        await step('Create application', () =>
          first.getByRole('link', { name: 'Create application' }).click(),
        )
        await step('type a part of the image', () =>
          page.getByRole('combobox', { name: 'Image' }).fill('hello'),
        )
        await step('choose it', () => page.getByRole('option', { name: 'acme/hello' }).click())
        await step('look at its tags', () => page.getByRole('combobox', { name: 'Tag' }).click())
        await step('choose one', () => page.getByRole('option', { name: '1.1', exact: true }).click())
        // The name and the port are of the image; they are not typed.
        await page.getByRole('group', { name: 'Port 1' }).waitFor()
        await step('Create and deploy', () => page.getByRole('button', { name: 'Create and deploy' }).click())
        await page.waitForURL(/\/deployments\/[0-9a-f-]{36}$/)
        await page.getByRole('main').getByText('Succeeded', { exact: true }).first().waitFor()
        const seconds = (performance.now() - begun) / 1000
        console.info(`The first run took ${seconds.toFixed(1)} s in ${steps.length} steps.`)

        // Nothing is left to lead to.
        await page.getByRole('link', { name: 'Overview' }).click()
        await page.getByRole('region', { name: 'Applications' }).getByText('1 deployed').waitFor()
        expect(await first.count()).toBe(0)
        expect(steps).toHaveLength(15)
        expect(await watched.faults()).toEqual([])
        await context.close()
      },
      PATIENCE_MS,
    )
  })
})

import { get } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { describeWithDocker } from '../support/docker-engine.ts'
import { expectAccessible } from './support/accessible.ts'
import { makeApplication, removed } from './support/applications.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

/** The text at an address; what stood there before may end in between. */
const textOf = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, { agent: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      answer.on('end', () => resolve(text)).on('error', reject)
    }).on('error', reject)
  })

describeWithBrowser('on a Docker engine', (browser) => {
  describeWithDocker(
    'an application',
    ({ endpoint }) => {
      let harness: ConsoleHarness
      let registryId: string
      beforeAll(async () => {
        harness = await startConsole(browser, { docker: endpoint })
        registryId = await harness.connectTwin()
      }, 120_000)
      afterAll(async () => {
        // Nothing of a test that failed stays on the engine.
        const left = (await harness?.api.containers.applications(harness.org)) ?? []
        await Promise.all(left.map(({ container }) => removed(harness, container.id)))
        await harness?.close()
      }, 120_000)

      test('is deployed, answers, logs what is asked of it, stops, restarts, goes back and is deleted', async () => {
        const id = await makeApplication(harness, registryId, 'shop', { tag: '1.1' })
        const page = await harness.open(`/o/${harness.org}/applications/${id}`)
        const succeeded = async (title: string) => {
          await page.getByRole('heading', { level: 1, name: title }).waitFor()
          await page.getByText('Succeeded', { exact: true }).waitFor({ timeout: 60_000 })
        }
        const open = async (name: 'Application' | 'Logs') => {
          await page.getByRole('link', { name, exact: true }).last().click()
        }
        const endpointOf = async () => {
          const link = page.getByRole('region', { name: 'Running now' }).getByRole('link', { name: /^http:/ })
          return (await link.getAttribute('href')) ?? ''
        }

        // It is deployed when its container runs; its program listens a moment later.
        const answers = (text: string) =>
          expect
            .poll(async () => textOf(await endpointOf()).catch(String), { timeout: 20_000 })
            .toContain(text)

        await page.getByText('Not deployed').waitFor()
        await page.getByRole('button', { name: 'Deploy …' }).click()
        await page.getByRole('button', { name: 'Deploy 1.1' }).click()
        await succeeded('Deployment of 1.1: shop')
        await open('Application')
        await page.getByRole('region', { name: 'Running now' }).getByText('It runs.').waitFor()
        await answers('version <code>1.1</code>')
        await expectAccessible(page)

        const address = await endpointOf()
        await page
          .getByRole('navigation', { name: 'Application' })
          .getByRole('link', { name: 'Logs' })
          .click()
        await page.getByText('Lines to come are shown').waitFor()
        await textOf(`${address}/asked-while-looked-at`)
        const lines = page.getByRole('log', { name: 'Log lines' })
        await lines.getByText('GET /asked-while-looked-at').waitFor()
        await page.getByRole('textbox', { name: 'Filter' }).fill('asked-while')
        await page.getByText(/^1 of [\d,]+ lines match/).waitFor()
        await expectAccessible(page)
        await page.getByRole('button', { name: 'Copy', exact: true }).click()
        expect(await page.evaluate('navigator.clipboard.readText()')).toContain('asked-while-looked-at')
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: 'Download' }).click(),
        ])
        expect(download.suggestedFilename()).toBe('shop.log')

        await page
          .getByRole('navigation', { name: 'Application' })
          .getByRole('link', { name: 'Overview' })
          .click()
        await page.getByRole('button', { name: 'Restart' }).click()
        await succeeded('Restart: shop')
        await open('Application')
        await page.getByRole('button', { name: 'Deploy …' }).click()
        await page.getByRole('combobox', { name: 'Tag' }).click()
        await page.getByRole('option', { name: '1.0' }).click()
        await page.getByRole('button', { name: 'Deploy 1.0' }).click()
        await succeeded('Deployment of 1.0: shop')
        await open('Application')
        await page.getByRole('button', { name: 'Roll back …' }).click()
        await page.getByRole('dialog').getByRole('row', { name: 'Tag 1.0 1.1' }).waitFor()
        await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click()
        await succeeded('Rollback of 1.1: shop')
        await open('Application')
        await answers('version <code>1.1</code>')

        await page.getByRole('button', { name: 'Stop …' }).click()
        await page.getByRole('button', { name: 'Stop it' }).click()
        await succeeded('Stop: shop')
        await open('Application')
        await page
          .getByRole('region', { name: 'Running now' })
          .getByText(/Stopped|Not there/)
          .first()
          .waitFor()

        await page.getByRole('button', { name: 'Delete …' }).click()
        await page.getByRole('button', { name: 'Delete it' }).click()
        await succeeded('Deletion')
        await page.getByRole('link', { name: 'All applications' }).click()
        await page.getByRole('heading', { name: 'No application yet' }).waitFor()
      }, 240_000)

      test('whose stream of lines ends says so and goes on without a line twice', async () => {
        const id = await makeApplication(harness, registryId, 'ending', { tag: '1.1' })
        const { deployment_request_id } = await harness.api.containers.deploy(id)
        await Array.fromAsync(harness.api.deployments.watch(deployment_request_id ?? ''))
        const { endpoints } = await harness.api.containers.runtime(id)
        const page = await harness.open(`/o/${harness.org}/applications/${id}/logs`)
        await page.getByText('Lines to come are shown').waitFor()
        await textOf(`${endpoints[0]?.url}/before-it-ended`)
        const lines = page.getByRole('log', { name: 'Log lines' })
        await lines.getByText('GET /before-it-ended').waitFor()
        await harness.api.containers.restart(id)
        await page.getByText('The stream ended').waitFor({ timeout: 60_000 })
        await page.getByRole('button', { name: 'Go on' }).click()
        await page.getByText('Lines to come are shown').waitFor()
        const again = await harness.api.containers.runtime(id)
        await textOf(`${again.endpoints[0]?.url}/after-it-ended`)
        await lines.getByText('GET /after-it-ended').waitFor()
        expect(await lines.getByText('GET /before-it-ended').count()).toBe(1)
      }, 120_000)
    },
    { timeout: 240_000 },
  )
})

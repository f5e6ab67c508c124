import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { deployed, makeApplication } from './support/applications.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'
import { holdGit } from './support/hold-git.ts'

describeWithBrowser('a deployment', (browser) => {
  let harness: ConsoleHarness
  let registryId: string
  beforeAll(async () => {
    harness = await startConsole(browser)
    registryId = await harness.connectTwin()
  }, 120_000)
  afterAll(() => harness?.close())

  const path = (id: string) => `/o/${harness.org}/applications/${id}`

  test('shows its steps, what its cluster says and its end as they happen', async () => {
    const id = await makeApplication(harness, registryId, 'stepping')
    const { id: first } = await deployed(harness, id)
    const page = await harness.open(`${path(id)}/deployments/${first}`)
    await page.getByRole('link', { name: 'Application', exact: true }).last().click()
    await page.getByText('Deployed', { exact: true }).waitFor()
    const release = await holdGit(harness)
    await harness.api.containers.addVariable(id, { key: 'CHANGED', value: 'yes' })
    await page.getByRole('button', { name: 'Redeploy' }).click()
    await page.getByRole('heading', { level: 1, name: 'Redeployment of 1.0: stepping' }).waitFor()
    const steps = page.getByRole('log', { name: 'Steps' })
    await steps.getByText('Committing to').waitFor()
    await page.getByRole('log', { name: 'Messages' }).getByText('Waiting for another Git process').waitFor()
    await page.getByText('Takes so far').waitFor()
    await release()
    await steps.getByText(/^Committed /).waitFor()
    await page.getByText('Succeeded', { exact: true }).waitFor()
    await page.getByText('Took', { exact: true }).waitFor()
    await expectAccessible(page)
  }, 60_000)

  test('is canceled while it runs, and says what still runs', async () => {
    const id = await makeApplication(harness, registryId, 'canceled')
    await deployed(harness, id)
    await holdGit(harness)
    const { deployment_request_id: deploymentId } = await harness.api.containers.deploy(id, { tag: '1.1' })
    const page = await harness.open(`${path(id)}/deployments/${deploymentId}`)
    await page.getByRole('log', { name: 'Steps' }).getByText('Committing to').waitFor()
    await page.getByRole('button', { name: 'Cancel the deployment' }).click()
    await page.getByText('Canceled', { exact: true }).waitFor()
    await page.getByText('What ran before still runs').waitFor()
    expect((await harness.api.deployments.get(deploymentId ?? '')).state).toBe('canceled')
  })

  test('that failed tells why and what to do, and what was asked for', async () => {
    const id = await makeApplication(harness, registryId, 'failing', { tag: '9.9' })
    const { id: deploymentId, findings } = await deployed(harness, id)
    const page = await harness.open(`${path(id)}/deployments/${deploymentId}`)
    const told = page.getByRole('region', { name: 'Findings' })
    await told.getByText(findings[0]?.summary ?? 'nothing').waitFor()
    await told.getByText(findings[0]?.remedy?.action ?? 'nothing').waitFor()
    const asked = page.getByRole('region', { name: 'What was asked for' })
    await asked.getByText('9.9', { exact: true }).waitFor()
    await expectAccessible(page)
  })

  test('stays in the history, from which any that ran well is gone back to', async () => {
    const id = await makeApplication(harness, registryId, 'history')
    const first = await deployed(harness, id)
    await deployed(harness, id, '1.1')
    await deployed(harness, id, '9.9')
    const page = await harness.open(`${path(id)}/deployments`)
    await page
      .getByRole('row', { name: /^Deployment of 9\.9/ })
      .getByText('acme/hello has no tag 9.9')
      .waitFor()
    expect(await page.getByRole('row').count()).toBe(4)
    await expectAccessible(page)
    const row = page.getByRole('row', { name: /^Deployment of 1\.0/ })
    await row.getByRole('button', { name: 'Roll back to 1.0' }).click()
    await page.getByRole('dialog').getByRole('row', { name: 'Tag 1.1 1.0' }).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click()
    await page.getByRole('heading', { level: 1, name: 'Rollback of 1.0: history' }).waitFor()
    await page.getByText('Succeeded', { exact: true }).waitFor()
    expect((await harness.api.deployments.list(id))[0]?.image?.digest).toBe(first.image?.digest)
  })

  test('of a long history is found by its page, which the address keeps', async () => {
    const id = await makeApplication(harness, registryId, 'long')
    for (const _ of Array(21).keys()) await deployed(harness, id)
    const page = await harness.open(`${path(id)}/deployments`)
    await page.getByText('Page 1 of 2').waitFor()
    await page.getByRole('button', { name: 'Older' }).click()
    await page.getByText('Page 2 of 2').waitFor()
    expect(new URL(page.url()).search).toBe('?page=2')
    await page.reload()
    await page.getByText('Page 2 of 2').waitFor()
    expect(await page.getByRole('row').count()).toBe(2)
  }, 120_000)
})

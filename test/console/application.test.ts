import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { deployed, makeApplication } from './support/applications.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

describeWithBrowser('an application', (browser) => {
  let harness: ConsoleHarness
  let registryId: string
  beforeAll(async () => {
    harness = await startConsole(browser)
    registryId = await harness.connectTwin()
  }, 120_000)
  afterAll(() => harness?.close())

  const path = (id: string) => `/o/${harness.org}/applications/${id}`

  test('shows what runs against what is configured, and says the drift', async () => {
    const id = await makeApplication(harness, registryId, 'drifting')
    const { image } = await deployed(harness, id)
    await harness.api.containers.addVariable(id, { key: 'GREETING', value: 'a-hidden-word' })
    const page = await harness.open(path(id))
    const running = page.getByRole('region', { name: 'Running now' })
    await running.getByText(image?.digest.slice(0, 19) ?? '').waitFor()
    await running.getByRole('alert').getByText('settings were changed since').waitFor()
    await page.getByRole('region', { name: 'Variables' }).getByText('GREETING').waitFor()
    expect(await page.getByText('a-hidden-word').count()).toBe(0)
    const configured = page.getByRole('region', { name: 'Configured' })
    expect(await configured.getByRole('link', { name: 'acme/hello:1.0' }).getAttribute('href')).toBe(
      `/o/${harness.org}/settings/container-registries/${registryId}/images/acme%2Fhello/1.0`,
    )
    await expectAccessible(page)
  })

  test('that somebody changed on the cluster says what, and is deployed again from there', async () => {
    const id = await makeApplication(harness, registryId, 'changed-by-hand')
    await deployed(harness, id)
    const page = await harness.open(path(id))
    const sentence = 'kubectl-edit changed spec.replicas of the Deployment changed-by-hand to 0.'
    // A cluster of which nobody but a test would say so.
    const runtime = { state: 'running', running_instances: 1, endpoints: [], message: 'It runs.' }
    await page.route('**/runtime', (route) => route.fulfill({ json: { ...runtime, drift: [sentence] } }))
    await page.reload()
    const hint = page.getByRole('alert').filter({ hasText: 'Changed on the cluster' })
    await hint.getByText(sentence).waitFor()
    await expectAccessible(page)
    await hint.getByRole('button', { name: 'Deploy again' }).click()
    await page
      .getByRole('heading', { level: 1, name: /^(Redeployment|Deployment) of 1\.0: changed-by-hand/ })
      .waitFor()
  })

  test('that was never deployed says why it cannot be restarted', async () => {
    const page = await harness.open(path(await makeApplication(harness, registryId, 'fresh')))
    const restart = page.getByRole('button', { name: 'Restart' })
    await page.getByText('Not deployed').waitFor()
    await restart.focus()
    await page.getByRole('tooltip').getByText('Nothing of it is deployed now').waitFor()
    expect(await restart.getAttribute('aria-disabled')).toBe('true')
    await expectAccessible(page)
  })

  test('is deployed by keyboard with another tag, and its deployment opens', async () => {
    const id = await makeApplication(harness, registryId, 'by-keyboard')
    const page = await harness.open(path(id))
    await page.getByText('Not deployed').waitFor()
    await page.getByRole('button', { name: 'Deploy …' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Deploy by-keyboard' })
    const tag = dialog.getByRole('combobox', { name: 'Tag' })
    await tag.waitFor()
    expect(await tag.inputValue()).toBe('1.0 (current)')
    await expectAccessible(page)
    await tag.fill('1.1')
    await page.getByRole('option', { name: '1.1' }).waitFor()
    await tag.press('ArrowDown')
    await tag.press('Enter')
    await dialog.getByRole('button', { name: 'Deploy 1.1' }).press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Deployment of 1.1: by-keyboard' }).waitFor()
    await page.getByRole('banner').waitFor()
    await page.getByText('Succeeded', { exact: true }).waitFor()
    expect((await harness.api.containers.get(id)).tag).toBe('1.1')
  })

  test('that another starts to deploy shows it at once', async () => {
    const id = await makeApplication(harness, registryId, 'by-another')
    const page = await harness.open(path(id))
    await page.getByText('It was never deployed.').waitFor()
    await deployed(harness, id)
    const latest = page.getByRole('region', { name: 'Latest deployment' })
    await latest.getByRole('link', { name: 'Deployment of 1.0' }).waitFor()
    await latest.getByText('Committed').waitFor()
  })

  test('is stopped after a question, then has nothing to stop', async () => {
    const id = await makeApplication(harness, registryId, 'stopping')
    await deployed(harness, id)
    const page = await harness.open(path(id))
    await page.getByText('Deployed', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Stop …' }).click()
    const dialog = page.getByRole('dialog', { name: 'Stop stopping?' })
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect((await harness.api.containers.status(id)).state).toBe('DEPLOYED')
    await page.getByRole('button', { name: 'Stop …' }).click()
    await dialog.getByRole('button', { name: 'Stop it' }).click()
    await page.getByRole('heading', { level: 1, name: 'Stop: stopping' }).waitFor()
    await page.getByText('Succeeded', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Application', exact: true }).click()
    await page.getByText('Stopped').first().waitFor()
    expect(await page.getByRole('button', { name: 'Stop …' }).getAttribute('aria-disabled')).toBe('true')
  })

  test('is rolled back to a chosen deployment, which says before what it changes', async () => {
    const id = await makeApplication(harness, registryId, 'rolling')
    const first = await deployed(harness, id)
    const second = await deployed(harness, id, '1.1')
    const page = await harness.open(path(id))
    await page.getByText('Deployed', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Roll back …' }).click()
    const changes = page.getByRole('table', { name: 'What would change' })
    await changes.getByRole('row', { name: 'Tag 1.1 1.0' }).waitFor()
    const digests = [second, first].map(({ image }) => image?.digest.slice(0, 19)).join(' ')
    await changes.getByRole('row', { name: `Digest ${digests}` }).waitFor()
    await expectAccessible(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click()
    await page.getByRole('heading', { level: 1, name: 'Rollback of 1.0: rolling' }).waitFor()
    await page.getByText('Succeeded', { exact: true }).waitFor()
    expect((await harness.api.deployments.list(id))[0]).toMatchObject({
      origin: 'rollback',
      image: { digest: first.image?.digest },
    })
  })

  test('is deleted after its dialog said what goes, and its page says that it is gone', async () => {
    const id = await makeApplication(harness, registryId, 'leaving')
    await deployed(harness, id)
    const watching = await harness.open(path(id))
    await watching.getByText('Deployed', { exact: true }).waitFor()
    const page = await harness.open(path(id))
    await page.getByText('Deployed', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Delete …' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete leaving?' })
    await dialog.getByText('everything that was made for it on').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Delete it' }).click()
    await watching.getByRole('heading', { name: '"leaving" was deleted' }).waitFor()
    await expectAccessible(watching)
    await page.getByRole('link', { name: 'All applications' }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Applications' }).waitFor()
  })

  test('is forgotten by force without its cluster being asked', async () => {
    const id = await makeApplication(harness, registryId, 'forgotten')
    await deployed(harness, id)
    const page = await harness.open(path(id))
    await page.getByText('Deployed', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Delete …' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete forgotten?' })
    await dialog.getByRole('checkbox').check()
    await dialog.getByText('what runs there is left running').waitFor()
    await dialog.getByRole('button', { name: 'Forget it' }).click()
    await page.getByRole('heading', { level: 1, name: 'Applications' }).waitFor()
    await expect(harness.api.containers.get(id)).rejects.toMatchObject({ code: 'container.not_found' })
  })

  test('whose logs its cluster does not have says where they are', async () => {
    const id = await makeApplication(harness, registryId, 'quiet')
    await deployed(harness, id)
    const page = await harness.open(`${path(id)}/logs`)
    await page.getByRole('heading', { name: "This application's logs are elsewhere" }).waitFor()
    await page.getByText('its cluster is a Git repository that another controller follows').waitFor()
    await expectAccessible(page)
  })

  test('may be looked at by a viewer, who is told why nothing can be done', async () => {
    const { token } = await harness.api.tokens.create(harness.org, { name: 'onlooker', role: 'viewer' })
    const id = await makeApplication(harness, registryId, 'looked-at')
    const page = await harness.open(path(id), { token: harness.guard(token) })
    for (const name of ['Deploy …', 'Redeploy', 'Restart', 'Stop …', 'Roll back …', 'Delete …'])
      expect(await page.getByRole('button', { name, exact: true }).getAttribute('aria-disabled')).toBe('true')
    await page.getByRole('button', { name: 'Deploy …' }).focus()
    await page.getByRole('tooltip').getByText('has the role viewer').waitFor()
  })

  test('that is not there is said to be none', async () => {
    const page = await harness.open(path('00000000-0000-4000-8000-000000000000'))
    await page.getByRole('heading', { name: 'There is no such application' }).waitFor()
  })
})

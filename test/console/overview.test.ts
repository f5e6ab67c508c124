import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

/** A machine that does much else is slow. */
const PATIENCE_MS = 90_000

describeWithBrowser('the overview of a new installation', (browser) => {
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser)
  }, 120_000)
  afterAll(() => harness?.close())

  test(
    'the first steps lead from nothing to a deployed application, each proved by what is there',
    async () => {
      const { api, environmentId } = harness
      const page = await harness.open('/')
      const steps = page.getByRole('region', { name: 'First steps' })
      await steps.waitFor()
      expect(await steps.getByText('To do', { exact: true }).count()).toBe(3)
      expect(await page.getByText('Nothing needs attention').count()).toBe(0)
      // Without a registry there is no image to create an application from.
      expect(await steps.getByRole('link').allTextContents()).toEqual(['Add registry'])
      await expectAccessible(page)
      await steps.getByRole('link', { name: 'Add registry' }).click()
      await page.waitForURL(/\/container-registries\/add$/)
      await page.goBack()

      const registryId = await harness.connectTwin()
      await steps.getByText('ghcr-twin is connected, and was proved.').waitFor()
      await steps.getByRole('link', { name: 'Create application' }).waitFor()
      const { id } = await api.containers.create(environmentId, {
        name: 'hello',
        registry_id: registryId,
        image_name: 'acme/hello',
        tag: '1.1',
        healthchecks: {},
      })
      await steps.getByText('hello is of acme/hello:1.1.').waitFor()
      await steps.getByRole('link', { name: 'Open hello' }).waitFor()
      expect(await steps.getByText('Done', { exact: true }).count()).toBe(2)

      await api.containers.deploy(id)
      await steps.waitFor({ state: 'detached' })
      await page.getByText('Nothing needs attention').waitFor()
      await page.getByRole('region', { name: 'Applications' }).getByText('1 deployed').waitFor()
      const latest = page.getByRole('region', { name: 'Latest deployments' })
      await latest.getByText('Succeeded').waitFor()
      await page.getByRole('region', { name: 'Latest changes' }).getByText('ghcr-twin').waitFor()
      await expectAccessible(page)
      await latest.getByRole('link', { name: 'hello: deploy' }).click()
      await page.waitForURL(/\/applications\/[^/]+\/deployments\/[^/]+$/)
    },
    PATIENCE_MS,
  )
})

describeWithBrowser('the overview of an installation with trouble', (browser) => {
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser)
  }, 120_000)
  afterAll(() => harness?.close())

  test(
    'what does not work comes first, with its finding, its remedy and the way there',
    async () => {
      const { api, org, environmentId } = harness
      const registryId = await harness.connectTwin()
      const broken = await api.registries.create(
        org,
        {
          name: 'ghcr-broken',
          kind: 'GITHUB_CR',
          url: harness.twin.url,
          config: { username: 'acme', password: await harness.ghcrToken(['read:org']) },
        },
        { unverified: true },
      )
      const verification = await api.registries.verifySaved(org, broken.id)
      const { id } = await api.containers.create(environmentId, {
        name: 'nowhere',
        registry_id: registryId,
        image_name: 'acme/hello',
        tag: '9.9',
        healthchecks: {},
      })
      const { deployment_request_id: deploymentId } = await api.containers.deploy(id)
      for await (const _ of api.deployments.watch(deploymentId ?? '')) void _

      const page = await harness.open('/')
      const attention = page.getByRole('region', { name: 'Needs attention' })
      await attention.getByText('ghcr-broken fails').waitFor()
      await attention.getByText(verification.findings[0]?.summary ?? 'no finding', { exact: true }).waitFor()
      await attention.getByText('The latest deployment of nowhere failed').waitFor()
      await attention.getByText(/has no tag 9\.9/).waitFor()
      await page.getByRole('region', { name: 'Applications' }).getByText('1 failed').waitFor()
      expect(await page.getByText('Nothing needs attention').count()).toBe(0)
      await expectAccessible(page)
      await attention.getByRole('link', { name: 'Open deployment' }).click()
      await page.waitForURL(new RegExp(`/deployments/${deploymentId}$`))
      await page.goBack()

      // Gone as soon as it is mended, without a reload.
      await api.registries.remove(org, broken.id)
      await attention.getByText('ghcr-broken fails').waitFor({ state: 'detached' })
    },
    PATIENCE_MS,
  )

  test(
    'a credential that ends within a month is told beforehand, with the way to a new one',
    async () => {
      const soon = new Date(Date.now() + 5 * 86_400_000).toISOString()
      const token = await harness.twin.state.createToken({
        login: 'ada',
        scopes: ['read:packages', 'read:org'],
        expiresAt: soon,
      })
      const { id } = await harness.api.registries.create(harness.org, {
        name: 'ghcr-ending',
        kind: 'GITHUB_CR',
        url: harness.twin.url,
        config: { username: 'acme', password: harness.guard(token.value.reveal()) },
      })
      const page = await harness.open('/')
      const attention = page.getByRole('region', { name: 'Needs attention' })
      await attention.getByText('The credential of ghcr-ending ends soon').waitFor()
      await attention.getByRole('link', { name: 'Rotate credential' }).last().click()
      await page.waitForURL(new RegExp(`/${id}/rotate$`))
    },
    PATIENCE_MS,
  )

  test(
    'who may not read the audit is told so, and sees the rest',
    async () => {
      const { token } = await harness.api.tokens.create(harness.org, { name: 'looker', role: 'viewer' })
      const page = await harness.open('/', { token: harness.guard(token) })
      await page.getByText('The audit is shown to administrators only.').waitFor()
      await page.getByRole('region', { name: 'Applications' }).waitFor()
    },
    PATIENCE_MS,
  )
})

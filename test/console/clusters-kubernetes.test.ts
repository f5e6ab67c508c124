import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { describeWithKubernetes } from '../support/kubernetes.ts'
import { expectAccessible } from './support/accessible.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

const TOKEN = 'token-that-no-page-shows'
const NOWHERE = JSON.stringify({
  clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:1' } }],
  users: [{ name: 'u', user: { token: TOKEN } }],
  contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
  'current-context': 'x',
})

describeWithBrowser('Kubernetes clusters', (browser) => {
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser)
  }, 120_000)
  afterAll(() => harness?.close())
  const path = () => `/o/${harness.org}/settings/clusters`

  describe('one that does not answer', () => {
    test('is refused with its findings beside the form, and saved all the same when asked for', async () => {
      const page = await harness.open(path())
      await page.getByRole('button', { name: 'Add cluster' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('radio', { name: 'Kubernetes' }).check()
      await dialog.getByLabel('Name', { exact: true }).fill('far')
      await dialog.getByRole('button', { name: 'Rights: the least' }).click()
      await dialog.getByText('kind: ClusterRoleBinding').waitFor()
      await expectAccessible(page)

      await dialog.getByRole('button', { name: 'Add cluster' }).click()
      await dialog.getByText('It is missing.').waitFor()
      await dialog.getByLabel('Kubeconfig', { exact: true }).fill(NOWHERE)
      await dialog.getByLabel('Publish ports by').selectOption('ingress')
      await dialog.getByLabel('Domain').fill('Not a domain')
      await dialog.getByRole('button', { name: 'Add cluster' }).click()
      await dialog.getByText('It is not a domain.').waitFor()
      await dialog.getByLabel('Domain').fill('apps.example.com')
      await dialog.getByRole('button', { name: 'Add cluster' }).click()
      await dialog.getByText('The cluster was not added').waitFor()
      await dialog.getByText('What to do').waitFor()
      await expectAccessible(page)
      await dialog.getByRole('button', { name: 'Save all the same' }).click()
      const card = page.getByRole('listitem', { name: 'far' })
      await card.getByText('Cannot be deployed to').waitFor()
      expect(await page.content()).not.toContain(TOKEN)
    })
  })

  describeWithKubernetes(
    'one that answers',
    ({ kubeconfig }) => {
      test('is added, tells its version, platforms and rights, and is given a new kubeconfig', async () => {
        const page = await harness.open(path())
        await page.getByRole('button', { name: 'Add cluster' }).click()
        const dialog = page.getByRole('dialog')
        await dialog.getByRole('radio', { name: 'Kubernetes' }).check()
        await dialog.getByLabel('Name', { exact: true }).fill('real')
        await dialog.getByLabel('Kubeconfig', { exact: true }).fill(kubeconfig)
        await dialog.getByRole('button', { name: 'Add cluster' }).click()
        const card = page.getByRole('listitem', { name: 'real' })
        await card.getByText('Ready to deploy to').waitFor()
        await card.getByText(/Kubernetes v1\.\d+/).waitFor()
        await card.getByRole('button', { name: /^Rights: (\d+) of \1$/ }).click()
        await card.getByText('create deployments.apps').waitFor()
        await expectAccessible(page)

        await page.getByRole('button', { name: 'Edit real' }).click()
        await dialog.getByLabel('New kubeconfig').fill(NOWHERE)
        await dialog.getByRole('button', { name: 'Check and save' }).click()
        await dialog.getByText('The cluster was not saved').waitFor()
        await dialog.getByLabel('New kubeconfig').fill(kubeconfig)
        await dialog.getByLabel('Pod security').selectOption('baseline')
        await dialog.getByRole('button', { name: 'Check and save' }).click()
        await page.getByText('The cluster real is saved.').waitFor()
        await card.getByText('baseline').waitFor()
        expect(await page.content()).not.toContain(TOKEN)
      })
    },
    { timeout: 90_000 },
  )
})

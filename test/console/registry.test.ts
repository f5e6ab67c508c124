import type { RegistryRequest } from '@fairlead/api/client'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'

const GOOD = ['read:packages', 'read:org']
const DAY_MS = 86_400_000

describeWithBrowser('the page of a registry', (browser) => {
  let harness: ConsoleHarness
  beforeAll(async () => {
    harness = await startConsole(browser)
  }, 120_000)
  afterAll(() => harness?.close())
  afterEach(() => harness.twin.state.clearFaults())

  const path = (id: string, search = ''): string =>
    `/o/${harness.org}/settings/container-registries/${id}${search}`

  let made = 0
  interface Connected {
    readonly id: string
    readonly name: string
    readonly tokenId: number
  }
  /** Connects the twin with a token of its own. */
  const connect = async (
    token: { readonly scopes?: readonly string[]; readonly expiresAt?: string } = {},
    more: Partial<RegistryRequest> & { readonly unverified?: boolean } = {},
  ): Promise<Connected> => {
    const issued = await harness.twin.state.createToken({ login: 'ada', scopes: GOOD, ...token })
    const password = harness.guard(issued.value.reveal())
    const name = `registry-${++made}`
    const { unverified = false, ...request } = more
    const config = { username: 'acme', password }
    const body = { name, kind: 'GITHUB_CR', url: harness.twin.url, config, ...request } as const
    const { id } = await harness.api.registries.create(harness.org, body, { unverified })
    return { id, name, tokenId: issued.token.id }
  }
  const createApplication = async (registryId: string, name: string): Promise<string> => {
    const request = { name, registry_id: registryId, image_name: 'acme/hello', tag: '1.1', healthchecks: {} }
    return (await harness.api.containers.create(harness.environmentId, request)).id
  }
  const capability = (page: Page, name: string) =>
    page
      .getByRole('table', { name: 'Capabilities' })
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: new RegExp(`^${name}`) }) })

  test('it shows what the credential may do and what that is known from, its scopes and its expiry', async () => {
    const expiresAt = new Date(Date.now() + 9 * DAY_MS + 60_000).toISOString()
    const { id, name } = await connect({ scopes: ['write:packages', 'read:org', 'repo'], expiresAt })
    const page = await harness.open(path(id))
    await page.getByRole('heading', { name, level: 1 }).waitFor()
    await capability(page, 'Pull').getByText('Yes').waitFor()
    await capability(page, 'Pull').getByText('acme/hello was pulled').waitFor()
    await capability(page, 'Push').getByText('Unknown').waitFor()
    await capability(page, 'Delete').getByText('No', { exact: true }).waitFor()
    await capability(page, 'Delete').getByText('The token has no delete:packages.').waitFor()

    const state = page.getByRole('region', { name: 'State' })
    await state.getByText('Warning: The token may do more than this connection needs: repo.').waitFor()
    await state.getByText('Take repo off the token').waitFor()
    await state.getByRole('button', { name: 'Evidence' }).first().click()
    await state.getByText('answered').first().waitFor()

    const credential = page.getByRole('region', { name: 'Credential' })
    await credential.getByText('GitHub personal access token (classic)').waitFor()
    await credential.getByText('ada', { exact: true }).waitFor()
    const scopes = credential.getByRole('list', { name: 'Scopes' }).getByRole('listitem')
    expect(await scopes.allTextContents()).toEqual([
      'read:packages Needed, granted by write:packages',
      'read:org Needed, granted',
      'repo Granted besides',
    ])
    const expiry = page.getByRole('region', { name: 'Expiry' })
    await expiry.getByText('Soon').waitFor()
    await expiry.getByText(/^Given: 20 days ago/).waitFor()
    await expiry.getByText(/^To come: .*in 8 days/).waitFor()
    await expectAccessible(page)
  })

  test('a token that is revoked turns an open page failing without a reload', async () => {
    const { id, tokenId } = await connect()
    const page = await harness.open(path(id))
    await page.getByText('The connection works: nothing was found to be wrong.').waitFor()
    await harness.twin.state.revokeToken(tokenId)
    // As the schedule does it, or a colleague elsewhere.
    await harness.api.registries.verifySaved(harness.org, id)
    await page.getByText('The connection does not work.').waitFor()
    await page
      .getByRole('region', { name: 'State' })
      .getByText(/^Error: /)
      .first()
      .waitFor()
    await capability(page, 'Pull').getByText('No', { exact: true }).waitFor()
    await page.getByRole('tab', { name: 'History' }).click()
    await page.getByRole('row').filter({ hasText: 'Somebody asked' }).getByText('Failing').waitFor()
    await expectAccessible(page)
  })

  test('tabs are in the address, are moved between by arrow keys, and each is accessible', async () => {
    const { id } = await connect({ scopes: [...GOOD, 'repo'] })
    await createApplication(id, `tabs-${made}`)
    const page = await harness.open(path(id))
    const shown = {
      Checks: '13 checks, made',
      History: '1 verification; the newest 200 are kept.',
      'Services (1)': `tabs-${made}`,
      Impact: 'If this token dies tonight',
    }
    await page.getByRole('tab', { name: 'Overview' }).focus()
    for (const [tab, text] of Object.entries(shown)) {
      await page.keyboard.press('ArrowRight')
      await page.getByRole('tab', { name: tab, selected: true }).waitFor()
      await page.getByRole('tabpanel').getByText(text).first().waitFor()
      await expectAccessible(page)
    }
    expect(new URL(page.url()).searchParams.get('tab')).toBe('impact')
    await page.reload()
    await page.getByText('If this token dies tonight').waitFor()
  })

  test('checks are told with their evidence, their findings and what to do', async () => {
    const { id } = await connect({ scopes: [] }, { unverified: true })
    await harness.api.registries.verifySaved(harness.org, id)
    const page = await harness.open(path(id, '?tab=checks'))
    const check = page
      .getByRole('list', { name: 'Checks' })
      .getByRole('listitem')
      .filter({ hasText: 'Token scopes' })
    await check.getByRole('img', { name: 'Failed' }).waitFor()
    await check.getByText('Error: The token has no scopes at all').waitFor()
    await check.getByText('What to do:').waitFor()
    await expectAccessible(page)
  })

  test('one that was saved unverified says so, and is verified live', async () => {
    const { id, name } = await connect({}, { unverified: true })
    const page = await harness.open(path(id))
    await page.getByRole('heading', { name: 'It was saved without a proof' }).waitFor()
    const open = page.getByRole('button', { name: 'Verify now', exact: true })
    await open.press('Enter')
    const drawer = page.getByRole('dialog', { name: `Verify ${name}` })
    await drawer.getByText('The connection works').waitFor()
    await drawer
      .getByRole('listitem')
      .filter({ hasText: 'Token accepted' })
      .getByText('The token belongs to ada.')
      .waitFor()
    await expectAccessible(page)
    await drawer.getByLabel('Also prove that the credential may push').check()
    await drawer.getByRole('button', { name: 'Verify again' }).click()
    await drawer.getByRole('listitem').filter({ hasText: /^Push/, hasNotText: 'Not asked for.' }).waitFor()
    await drawer.getByText('The connection').waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    await open.and(page.locator(':focus')).waitFor()
    await page.getByRole('table', { name: 'Capabilities' }).waitFor()
  })

  test('a verification that hangs is canceled, and nothing of it is kept', async () => {
    const { id, name } = await connect({}, { unverified: true })
    const page = await harness.open(path(id))
    await page.getByRole('heading', { name: 'It was saved without a proof' }).waitFor()
    harness.twin.state.addFault({ path: '/api/v3/*', effect: { kind: 'hang' } })
    await page.getByRole('button', { name: 'Verify now', exact: true }).click()
    const drawer = page.getByRole('dialog', { name: `Verify ${name}` })
    await drawer.getByText(/Token accepted …/).waitFor()
    await drawer.getByRole('button', { name: 'Cancel' }).click()
    await drawer.getByText(/^Canceled after \d+ checks\. Nothing of it is kept\.$/).waitFor()
    expect((await harness.api.registries.get(harness.org, id)).health).toBe('unverified')
  })

  test('a credential that was refused is shown to the registry again only by whoever says so', async () => {
    const { id, tokenId } = await connect()
    await harness.twin.state.revokeToken(tokenId)
    await harness.api.registries.verifySaved(harness.org, id)
    const page = await harness.open(path(id))
    await page.getByRole('button', { name: 'Verify now', exact: true }).click()
    const drawer = page.getByRole('dialog')
    await drawer
      .getByText(/so it was not shown to .* again/)
      .first()
      .waitFor()
    await drawer.getByLabel('Show the registry the refused credential again').check()
    await drawer.getByRole('button', { name: 'Verify again' }).click()
    await drawer
      .getByText(/so it was not shown to .* again/)
      .first()
      .waitFor({ state: 'detached' })
    await drawer.getByText('The connection does not work').waitFor()
  })

  test('one that nothing uses is deleted at once; the list no longer has it', async () => {
    const { id, name } = await connect()
    const page = await harness.open(path(id))
    await page.getByRole('button', { name: 'Delete' }).click()
    const dialog = page.getByRole('dialog', { name: `Delete ${name}?` })
    await dialog.getByText('No service uses it, so nothing breaks.').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('heading', { name: 'Container registries', level: 1 }).waitFor()
    await page.getByText(`The registry "${name}" was deleted.`).waitFor()
    expect(await page.getByRole('link', { name, exact: true }).count()).toBe(0)
    await expect(harness.api.registries.get(harness.org, id)).rejects.toMatchObject({ status: 404 })
  })

  test('one that services use is deleted only by whoever read what breaks and typed its name', async () => {
    const { id, name } = await connect()
    const application = `breaks-${made}`
    const applicationId = await createApplication(id, application)
    const page = await harness.open(path(id))
    const open = page.getByRole('button', { name: 'Delete' })
    await open.click()
    const dialog = page.getByRole('dialog', { name: `Delete ${name}?` })
    await dialog.getByRole('list', { name: 'Services that use it' }).getByText(application).waitFor()
    await expectAccessible(page)
    const remove = dialog.getByRole('button', { name: 'Delete although it is used' })
    expect(await remove.isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await open.and(page.locator(':focus')).waitFor()
    await open.press('Enter')
    await dialog.getByLabel(/type its name/).fill(name)
    await page.keyboard.press('Enter')
    await page.getByText(`The registry "${name}" was deleted.`).waitFor()
    expect((await harness.api.containers.get(applicationId)).name).toBe(application)
  })

  test('its services lead to their applications', async () => {
    const { id } = await connect()
    const application = `service-${made}`
    const applicationId = await createApplication(id, application)
    const page = await harness.open(path(id, '?tab=services'))
    await page
      .getByRole('table', { name: 'Services that use it' })
      .getByRole('link', { name: application })
      .click()
    await page.waitForURL(`**/applications/${applicationId}`)
  })

  test('the history is paged in the address', async () => {
    const { id } = await connect({}, { unverified: true })
    for (let count = 0; count < 21; count++) await harness.api.registries.verifySaved(harness.org, id)
    const page = await harness.open(path(id, '?tab=history'))
    const rows = page.getByRole('table', { name: 'Verifications' }).getByRole('row')
    await page.getByText('21 verifications').waitFor()
    expect(await rows.count()).toBe(21)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Page 2' }).click()
    await expect.poll(() => rows.count()).toBe(2)
    await page.reload()
    await page.getByText('21 verifications').waitFor()
    expect(await rows.count()).toBe(2)
  })

  test('what runs from it is told with what would fail next, and who else could pull it is asked on demand', async () => {
    const { id } = await connect()
    const other = await connect()
    const applicationId = await createApplication(id, `running-${made}`)
    const { deployment_request_id: deployment } = await harness.api.containers.deploy(applicationId, {})
    for await (const _ of harness.api.deployments.watch(deployment ?? '', {
      signal: AbortSignal.timeout(60_000),
    }));
    const page = await harness.open(path(id, '?tab=impact'))
    await page
      .getByRole('table', { name: 'What would fail next' })
      .getByRole('row', { name: /Deploy/ })
      .waitFor()
    await page
      .getByRole('list', { name: 'Services that pull with it' })
      .getByText('running from it')
      .waitFor()
    await page.getByText('Nobody was asked for them yet').waitFor()
    await page.getByRole('button', { name: 'Ask who else could pull them' }).click()
    const others = page.getByRole('list', { name: 'Who else might pull acme/hello:1.1' })
    await others.getByRole('listitem').filter({ hasText: other.name }).getByText('can pull it').waitFor()
    await others.getByRole('listitem').filter({ hasText: 'anonymous' }).getByText('cannot pull it').waitFor()
    await expectAccessible(page)
  }, 90_000)

  test('a rotation under way is told, undone and ended', async () => {
    const { id } = await connect()
    const { rotate } = harness.api.registries
    await rotate(harness.org, id, { config: { password: await harness.ghcrToken(GOOD) } })
    const page = await harness.open(path(id))
    const notice = page.getByRole('alert').filter({ hasText: 'Its credential was rotated' })
    await notice.getByText('kept to fall back on').waitFor()
    await expectAccessible(page)
    await notice.getByRole('button', { name: 'Undo the rotation' }).click()
    await page.getByText('uses its old credential again').waitFor()
    await notice.waitFor({ state: 'detached' })
    await rotate(harness.org, id, { config: { password: await harness.ghcrToken(GOOD) } })
    await notice.getByRole('button', { name: 'Forget the old credential' }).click()
    await notice.waitFor({ state: 'detached' })
    expect((await harness.api.registries.get(harness.org, id)).rotation).toBeNull()
  })

  test('a certificate that is not verified and a proxy are told on every tab', async () => {
    const { id } = await harness.api.registries.create(
      harness.org,
      {
        name: 'behind-a-proxy',
        kind: 'GENERIC_CR',
        url: 'https://registry.acme.example',
        config: { username: 'robot', password: harness.guard('a-password-of-a-robot') },
        tls: { skip_verify: true },
        proxy: {
          url: 'http://proxy.acme.example:3128',
          username: 'proxy-user',
          password: harness.guard('a-proxy-password'),
        },
      },
      { unverified: true },
    )
    const page = await harness.open(path(id, '?tab=history'), { colorScheme: 'dark' })
    await page.getByRole('alert').filter({ hasText: 'TLS certificates are not verified' }).waitFor()
    await page.getByRole('alert').getByText('http://proxy.acme.example:3128').waitFor()
    await page.getByRole('heading', { name: 'It was never verified' }).waitFor()
    await expectAccessible(page)
  })

  test('a viewer reads everything; what they may not do is disabled with its reason', async () => {
    const { id } = await connect()
    const { token } = await harness.api.tokens.create(harness.org, { name: `viewer-${made}`, role: 'viewer' })
    const page = await harness.open(path(id), { token: harness.guard(token) })
    await page.getByRole('table', { name: 'Capabilities' }).waitFor()
    for (const name of ['Edit', 'Rotate', 'Delete', 'Verify now']) {
      const button = page.getByRole('button', { name, exact: true })
      expect(await button.getAttribute('aria-disabled')).toBe('true')
      await button.focus()
      await page.getByRole('tooltip').getByText('has the role viewer, which may not do this').waitFor()
      await button.press('Enter')
    }
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(new URL(page.url()).pathname).toBe(path(id))
    await expectAccessible(page)
  })

  test('one that somebody else deletes says so; one that never was is not found', async () => {
    const { id, name } = await connect()
    const page = await harness.open(path(id))
    await page.getByRole('table', { name: 'Capabilities' }).waitFor()
    await harness.api.registries.remove(harness.org, id)
    await page.getByRole('alert').getByText(`"${name}" was deleted`).waitFor()
    const nowhere = await harness.open(path('00000000-0000-4000-8000-000000000000'))
    await nowhere.getByRole('alert').getByText('The registry could not be loaded').waitFor()
    await expectAccessible(nowhere)
  })

  test('on a narrow screen nothing is wider than the screen', async () => {
    const { id } = await connect({
      scopes: [...GOOD, 'repo'],
      expiresAt: new Date(Date.now() + 3 * DAY_MS).toISOString(),
    })
    const page = await harness.open(path(id), { width: 360, colorScheme: 'dark' })
    for (const tab of ['Overview', 'Checks', 'History', 'Services (0)', 'Impact']) {
      await page.getByRole('tab', { name: tab }).click()
      await page.getByRole('tab', { name: tab, selected: true }).waitFor()
      await page.getByRole('status').filter({ hasText: 'Loading' }).waitFor({ state: 'detached' })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
      await expectAccessible(page)
    }
  })
})

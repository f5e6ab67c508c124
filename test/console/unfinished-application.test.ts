import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'
import { holdGit } from './support/hold-git.ts'

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 })

describeWithBrowser('an application of which only a part could be made', (browser) => {
  let harness: ConsoleHarness
  let registry: string
  beforeAll(async () => {
    harness = await startConsole(browser)
    registry = await harness.connectTwin()
  }, 120_000)
  afterAll(() => harness?.close())

  /** The form of an application with that name, with its variables, whose values are `a value`. */
  async function filled(name: string, ...variables: readonly string[]): Promise<Page> {
    const { org, environmentId } = harness
    const page = await harness.open(
      `/o/${org}/applications/create?registry=${registry}&image=acme/hello&tag=1.0&environment=${environmentId}`,
    )
    await page.getByRole('group', { name: 'Port 1' }).waitFor()
    const names = page.getByRole('textbox', { name: 'Name', exact: true })
    await names.first().fill(name)
    for (const variable of variables) {
      await page.getByRole('button', { name: 'Add a variable' }).click()
      await names.last().fill(variable)
      await page.getByRole('textbox', { name: 'Value' }).last().fill('a value')
    }
    return page
  }
  const idOf = async (name: string): Promise<string> => {
    const all = await harness.api.containers.list(harness.environmentId)
    return all.find((each) => each.name === name)?.id ?? expect.fail(`There is no ${name}.`)
  }
  const goOn = (page: Page) => page.getByRole('button', { name: 'Go on' }).click()
  const ended = async (page: Page): Promise<string | undefined> => {
    await page.waitForURL(/\/deployments\/[^/]+$/)
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    return (await Array.fromAsync(harness.api.deployments.watch(id))).at(-1)?.state
  }

  test('as a variable was refused tells which are there and which are not, and goes on from there', async () => {
    const { containers } = harness.api
    const page = await filled('half', 'FIRST', 'SECOND')
    // Somebody else adds the second one at the very moment.
    let theirs = ''
    await page.route('**/environmentVariable', async (route) => {
      if (theirs === '' && route.request().postDataJSON().key === 'SECOND') {
        const id = await idOf('half')
        theirs = (await containers.addVariable(id, { key: 'SECOND', value: 'theirs' })).id
      }
      await route.continue()
    })
    await page.getByRole('button', { name: 'Create and deploy' }).click()
    const told = page.getByRole('alert').filter({ hasText: 'half is there, but not all of it' })
    await told.waitFor()
    expect(await told.getByRole('listitem').allInnerTexts()).toEqual([
      'The application half was created.',
      'Added: FIRST.',
      'Not added: SECOND.',
      'It was not deployed: nothing of it runs.',
    ])
    await page.getByText('is taken by another variable').first().waitFor()
    await expectAccessible(page)
    const id = await idOf('half')
    expect((await containers.status(id)).service_deployment_status).toBe('NEVER_DEPLOYED')

    await containers.removeVariable(id, theirs)
    await goOn(page)
    expect(await ended(page)).toBe('succeeded')
    expect(await containers.variables(id)).toMatchObject([
      { key: 'FIRST', value: 'a value' },
      { key: 'SECOND', value: 'a value' },
    ])
    expect((await containers.list(harness.environmentId)).filter(({ name }) => name === 'half')).toHaveLength(
      1,
    )
  })

  test('as its deployment was refused says why; its settings are a click away', async () => {
    const { containers, deployments } = harness.api
    const page = await filled('busy', 'ONLY')
    const release = await holdGit(harness)
    // Somebody else deploys it at the very moment, then wants it deleted, and takes that back later.
    const theirs: string[] = []
    await page.route('**/deploy', async (route) => {
      if (theirs.length === 0) {
        const id = await idOf('busy')
        theirs.push((await containers.deploy(id)).deployment_request_id ?? '')
        await containers.remove(id)
        theirs.push((await containers.status(id)).deployment_request_id ?? '')
      }
      await route.continue()
    })
    await page.getByRole('button', { name: 'Create and deploy' }).click()
    const told = page.getByRole('alert').filter({ hasText: 'busy is there, but not all of it' })
    await told.getByText('Added: ONLY.').waitFor()
    await expectAccessible(page)
    await page.getByText('is being deleted').first().waitFor()
    const [deployment = '', removal = ''] = theirs
    await deployments.cancel(removal)
    await release()
    for await (const _ of deployments.watch(deployment));
    await goOn(page)
    expect(await ended(page)).toBe('succeeded')
    expect(await containers.variables(await idOf('busy'))).toMatchObject([{ key: 'ONLY' }])
  })

  test('whose creation itself is refused leaves nothing', async () => {
    const { containers } = harness.api
    const page = await filled('never', 'MODE')
    await page.route('**/container', async (route) => {
      // Somebody else takes the name at the very moment.
      if (route.request().method() === 'POST') {
        const body = { ...route.request().postDataJSON(), description: 'theirs' }
        await containers.create(harness.environmentId, body)
      }
      await route.continue()
    })
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('Choose another name.').waitFor()
    expect(await page.getByRole('textbox', { name: 'Value' }).last().inputValue()).toBe('a value')
    const all = (await containers.list(harness.environmentId)).filter(({ name }) => name === 'never')
    expect(all).toMatchObject([{ description: 'theirs' }])
    expect(await containers.variables(await idOf('never'))).toEqual([])
  })
})

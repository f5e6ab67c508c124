import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { useTestStores } from '../src/store/testing/open-test-store.ts'
import { openTwinWorld, signal, type TwinWorld } from './support/twin-world.ts'

const stores = useTestStores()

let world: TwinWorld
beforeAll(async () => {
  world = await openTwinWorld(await stores.open())
  for (const repository of ['acme/app', 'acme/team/app', 'umbrella/app']) await world.push(repository, '1.0')
}, 120_000)
afterAll(() => world?.close())
// Connections of other tests would be candidates as well.
afterEach(async () => {
  for (const { registry } of await world.app.listRegistries(world.who, world.organizationId)) {
    await world.app.deleteRegistry(world.who, world.organizationId, registry.id, { force: true })
  }
})

const preflightOf = (steps: readonly { readonly name: string; readonly message: string }[]) =>
  steps.find(({ name }) => name === 'preflight')?.message

describe('the prefix of a connection', () => {
  test('is the owner for GitHub unless one is given, and follows the owner until somebody chooses one', async () => {
    const { value } = await world.token()
    const own = await world.connect(value)
    expect(own.repositoryPrefix).toBe('acme')
    expect((await world.connect(value, { repositoryPrefix: '' })).repositoryPrefix).toBe('')
    const chosen = await world.connect(value, { repositoryPrefix: '/acme/team/' })
    expect(chosen.repositoryPrefix).toBe('acme/team')
    const edit = (id: string, name: string, repositoryPrefix?: string) =>
      world.app.editRegistry(
        world.who,
        world.organizationId,
        id,
        {
          name,
          description: '',
          kind: 'GITHUB_CR',
          url: world.twin.url,
          config: { username: 'umbrella', password: value },
          unverified: false,
          verify: {},
          ...(repositoryPrefix === undefined ? {} : { repositoryPrefix }),
        },
        signal,
      )
    expect((await edit(own.id, own.name)).repositoryPrefix).toBe('umbrella')
    expect((await edit(chosen.id, chosen.name)).repositoryPrefix).toBe('acme/team')
    expect((await edit(chosen.id, chosen.name, '')).repositoryPrefix).toBe('')
  })

  test('that is the beginning of no repository is refused by its field', async () => {
    const { value } = await world.token()
    await expect(world.connect(value, { repositoryPrefix: 'Acme/' })).rejects.toMatchObject({
      code: 'request.invalid',
      issues: [{ field: 'repository_prefix' }],
    })
  })
})

describe('with several identities on one host', () => {
  test('the one that a container names pulls; that another is made for the image is told', async () => {
    const wide = await world.connect((await world.token()).value, { name: 'wide', repositoryPrefix: 'acme' })
    const team = await world.connect((await world.token()).value, {
      name: 'team',
      repositoryPrefix: 'acme/team',
    })
    const byWide = await world.deploy(wide.id, 'acme/team/app')
    expect(byWide.state).toBe('succeeded')
    expect(byWide.findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      'identity.another_fits warning',
    ])
    expect(byWide.findings[0]?.summary).toBe(
      'The container names wide, and team is made for acme/team/app: its prefix acme/team is the longest that fits acme/team/app.',
    )
    expect(preflightOf(byWide.steps)).toContain(
      'as wide, which the container names. The container names wide',
    )

    const byTeam = await world.deploy(team.id, 'acme/team/app')
    expect([byTeam.state, byTeam.findings]).toEqual(['succeeded', []])
    expect(preflightOf(byTeam.steps)).toBe('Pullable for linux/amd64 as team, which the container names')

    const elsewhere = await world.deploy(team.id, 'acme/app')
    expect(elsewhere.findings[0]?.summary).toMatch(/wide is made for acme\/app/)
  })

  test('one that does not fit, where none does, pulls with a warning', async () => {
    const narrow = await world.connect((await world.token()).value, {
      name: 'narrow',
      repositoryPrefix: 'acme',
    })
    const deployment = await world.deploy(narrow.id, 'umbrella/app')
    expect(deployment.state).toBe('succeeded')
    expect(deployment.findings.map(({ code }) => code)).toEqual(['identity.does_not_fit'])
  })

  test('an image that is named with its host means that host alone', async () => {
    const registry = await world.connect((await world.token()).value, { repositoryPrefix: '' })
    await world.push('umbrella/ci', '1.0')
    await world.deploy(registry.id, 'umbrella/ci')
    const { app, who, organizationId, twin } = world
    const deploy = (imageName: string) => app.deployImage(who, organizationId, { imageName, tag: '1.0' })
    await expect(deploy('ghcr.io/umbrella/ci')).rejects.toMatchObject({ code: 'container.not_found' })
    const [first, ...rest] = await deploy(`${new URL(twin.url).host}/umbrella/ci`)
    expect([first?.spec.imageName, rest]).toEqual(['umbrella/ci', []])
  })

  test('a service whose connection is gone gets the one whose prefix fits best, and is told why', async () => {
    const { app, who, organizationId } = world
    const gone = await world.connect((await world.token()).value, { name: 'gone', repositoryPrefix: '' })
    await world.push('acme/team/ci', '1.0')
    await world.deploy(gone.id, 'acme/team/ci')
    const secret = (await world.token()).value
    await world.connect((await world.token()).value, { name: 'wide', repositoryPrefix: 'acme' })
    const team = await world.connect(secret, { name: 'team', repositoryPrefix: 'acme/team' })
    await app.deleteRegistry(who, organizationId, gone.id, { force: true })
    const [asked] = await app.deployImage(who, organizationId, { imageName: 'acme/team/ci', tag: '1.0' })
    if (!asked) throw new Error('Nothing was deployed.')
    await app.runDeployment(asked.id, signal)
    const deployment = await app.getDeployment(who, asked.id)
    expect([deployment.state, deployment.spec.registryId]).toEqual(['succeeded', team.id])
    expect(deployment.findings.map(({ code }) => code)).toEqual(['identity.chosen'])
    expect(deployment.findings[0]?.summary).toContain('its prefix acme/team is the longest that fits')
    expect(world.applied.at(-1)?.credential?.password.reveal()).toBe(secret)
  })
})

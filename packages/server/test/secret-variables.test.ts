import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { Secret } from '@fairlead/core'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useTestStores } from '../src/store/testing/open-test-store.ts'
import { startTestServer, type TestServer } from './support/start-test-server.ts'
import { openTwinWorld, signal, type TwinWorld } from './support/twin-world.ts'

const VALUE = 'a-value-that-nobody-reads-again'

describe('secret variables by the API', () => {
  let server: TestServer
  let registryId: string
  beforeAll(async () => {
    server = await startTestServer()
    const { organization } = server.made
    registryId = (await server.client.registries.create(organization.id, server.registryBody('twin'))).id
  }, 120_000)
  afterAll(() => server?.close())

  const body = (name: string) => ({
    name,
    registry_id: registryId,
    image_name: 'acme/hello',
    tag: '1.0',
    healthchecks: {},
  })
  const create = async (name: string) =>
    (await server.client.containers.create(server.made.environment.id, body(name))).id

  /** Every answer that has to do with a container, as text. */
  async function everything(id: string): Promise<string> {
    const { client, made } = server
    const headers = { authorization: `Bearer ${server.token}` }
    const raw = await Promise.all(
      [`container/${id}/secret`, `container/${id}/environmentVariable`, `container/${id}`].map(async (path) =>
        (await fetch(`${server.url}/${path}`, { headers })).text(),
      ),
    )
    const answers = await Promise.all([
      client.containers.applications(made.organization.id),
      client.deployments.list(id),
      client.audit(made.organization.id, { pageSize: 100 }),
      client.containers.plan(id),
      client.containers.history(id),
    ])
    return `${raw.join()}${JSON.stringify(answers)}`
  }

  test('a value is in no answer, no plan, no event and no commit', async () => {
    const { client, made } = server
    const id = await create('silent')
    const added = await client.containers.addSecret(id, { key: 'API_KEY', value: VALUE })
    expect(added).toMatchObject({ key: 'API_KEY', service_name: 'silent' })
    const { deployment_request_id: deploymentId } = await client.containers.deploy(id)
    const told = JSON.stringify(await Array.fromAsync(client.deployments.watch(String(deploymentId))))
    expect(told).toContain('"secretNames":["API_KEY"]')
    const all = `${told}${await everything(id)}`
    expect(all).toContain('API_KEY')
    expect(all).not.toContain(VALUE)
    expect(all).not.toContain('"sealed"')
    expect(all).not.toContain('v1.')
    const { target } = made.cluster
    const folder = target.kind === 'gitops' ? target.folder : expect.fail()
    const { stdout } = await promisify(execFile)('git', ['-C', folder, 'log', '-p'], { encoding: 'utf8' })
    expect(stdout).toContain('secretKeyRef')
    expect(stdout).not.toContain(VALUE)
    expect(stdout).not.toContain(Buffer.from(VALUE).toString('base64'))
  })

  test('a plan tells of Git that the values are not committed, and where the pods read them', async () => {
    const { client, made } = server
    const plan = await client.containers.planNew(made.environment.id, {
      ...body('planned'),
      secrets: [{ key: 'API_KEY', value: VALUE }],
    })
    expect(plan.findings).toMatchObject([
      {
        code: 'deploy.not_supported',
        severity: 'warning',
        summary: expect.stringContaining('planned-secrets'),
      },
    ])
    expect(plan).toMatchObject({ ok: true, spec: { secretNames: ['API_KEY'], variableNames: [] } })
    expect(JSON.stringify(plan)).not.toContain(VALUE)
  })

  test('a plan compares them by what was set, not by value, and keeps those that are given without one', async () => {
    const { client } = server
    const id = await create('compared')
    await client.containers.addSecret(id, { key: 'KEPT', value: VALUE })
    await client.containers.addSecret(id, { key: 'OLD', value: VALUE })
    const { deployment_request_id: deploymentId } = await client.containers.deploy(id)
    await Array.fromAsync(client.deployments.watch(String(deploymentId)))
    const secrets = [{ key: 'KEPT' }, { key: 'NEW', value: VALUE }]
    expect((await client.containers.plan(id, { secrets })).changes).toEqual([
      { field: 'secret', name: 'NEW', change: 'added', before: null, after: null },
      { field: 'secret', name: 'OLD', change: 'removed', before: null, after: null },
    ])
    const [kept] = await client.containers.secrets(id)
    await client.containers.editSecret(id, kept?.id ?? '', { key: 'KEPT', value: VALUE })
    expect((await client.containers.plan(id)).changes).toMatchObject([{ name: 'KEPT', change: 'changed' }])
    expect((await client.containers.status(id)).service_deployment_status).toBe('OUT_OF_DATE')
  })

  test('one is renamed without a value, taken away, and an edit of the rest keeps it', async () => {
    const { client } = server
    const id = await create('edited')
    const { id: secretId } = await client.containers.addSecret(id, { key: 'ONE', value: VALUE })
    const renamed = await client.containers.editSecret(id, secretId, { key: 'TWO' })
    await client.containers.edit(id, { ...body('edited'), memory: 256 })
    expect((await client.containers.secrets(id)).map(({ key }) => key)).toEqual(['TWO'])
    await client.containers.removeSecret(id, renamed.id)
    expect(await client.containers.secrets(id)).toEqual([])
    await expect(client.containers.removeSecret(id, renamed.id)).rejects.toMatchObject({
      code: 'variable.not_found',
    })
  })

  test('a name is taken once, by a variable or by a secret one, and no value is repeated in a refusal', async () => {
    const { client } = server
    const id = await create('taken')
    await client.containers.addSecret(id, { key: 'ONE', value: VALUE })
    await client.containers.addVariable(id, { key: 'PLAIN', value: '1' })
    const taken = { code: 'name.taken', issues: [{ field: 'key' }] }
    await expect(client.containers.addSecret(id, { key: 'ONE', value: VALUE })).rejects.toMatchObject(taken)
    await expect(client.containers.addSecret(id, { key: 'PLAIN', value: VALUE })).rejects.toMatchObject(taken)
    await expect(client.containers.addVariable(id, { key: 'ONE', value: '1' })).rejects.toMatchObject(taken)
    const wrong = await client.containers.addSecret(id, { key: '1X', value: VALUE }).catch((error) => error)
    expect(wrong).toMatchObject({ code: 'request.invalid', issues: [{ field: 'key' }] })
    expect(JSON.stringify(wrong)).not.toContain(VALUE)
    const file = { key: 'FILE', value: VALUE, mount_path: '/etc/key' }
    await expect(client.containers.addSecret(id, file)).rejects.toMatchObject({
      issues: [{ field: 'mount_path' }],
    })
  })
})

describe('secret variables of a deployment', () => {
  const stores = useTestStores()
  let world: TwinWorld
  beforeAll(async () => {
    world = await openTwinWorld(await stores.open())
    await world.push('acme/app', '1.0')
  }, 120_000)
  afterAll(() => world?.close())

  async function asked(query: string): Promise<string> {
    const client = new Client(stores.database().connection)
    await client.connect()
    const { rows } = await client.query(query)
    await client.end()
    return JSON.stringify(rows).replaceAll('\\"', '"')
  }

  const given = () => world.applied.at(-1)?.secrets.map(({ name, value }) => [name, value.reveal()])

  test('the target gets the values; a rollback gets those of the deployment that it goes back to', async () => {
    const registry = await world.connect((await world.token()).value)
    const first = await world.deploy(registry.id, 'acme/app')
    const { app, who } = world
    const set = (text: string) =>
      app.setSecrets(who, first.containerId, (_, seal) => [{ name: 'KEY', ...seal(new Secret(text)) }])
    const run = async ({ id }: { readonly id: string }) => {
      await app.runDeployment(id, signal)
      return id
    }
    const deploy = async () => run(await app.requestDeployment(who, first.containerId, { origin: 'deploy' }))
    await set('of yesterday')
    const yesterday = await deploy()
    await set('of today')
    await deploy()
    expect(given()).toEqual([['KEY', 'of today']])
    const rows = await asked(
      'select spec::text from fairlead.container union all select spec::text from fairlead.deployment',
    )
    expect(rows).toContain('"KEY"')
    expect(rows).not.toContain('of today')
    await run(await app.rollbackContainer(who, first.containerId, yesterday))
    expect(given()).toEqual([['KEY', 'of yesterday']])
    // As with variables, the service itself is what it was then.
    await deploy()
    expect(given()).toEqual([['KEY', 'of yesterday']])
  })

  test('what is sealed for one service cannot be opened for another', async () => {
    const registry = await world.connect((await world.token()).value)
    const one = await world.deploy(registry.id, 'acme/app')
    const other = await world.deploy(registry.id, 'acme/app')
    const { app, who } = world
    const { spec } = await app.setSecrets(who, one.containerId, (_, seal) => [
      { name: 'KEY', ...seal(new Secret(VALUE)) },
    ])
    await app.setSecrets(who, other.containerId, () => spec.secrets)
    const { id } = await app.requestDeployment(who, other.containerId, { origin: 'deploy' })
    await app.runDeployment(id, signal)
    const ended = await app.getDeployment(who, id)
    expect(ended).toMatchObject({ state: 'failed', findings: [{ code: 'deploy.target_failed' }] })
    expect(JSON.stringify(ended.findings)).not.toContain(VALUE)
  })
})

describe('a database of before secret variables', () => {
  const stores = useTestStores()

  test('gets none for each container and deployment, whatever its variables hold', async () => {
    const opened = await stores.open()
    const world = await openTwinWorld(opened)
    await world.push('acme/app', '1.0')
    const registry = await world.connect((await world.token()).value)
    const { containerId, id } = await world.deploy(registry.id, 'acme/app')
    const { app, who } = world
    await app.setVariables(who, containerId, () => [{ name: 'ODD', value: '\u0000 }' }])
    const client = new Client(stores.database().connection)
    await client.connect()
    for (const table of ['container', 'deployment']) {
      await client.query(`update fairlead.${table} set spec = replace(spec::text, ',"secrets":[]', '')::json`)
    }
    expect((await app.getContainer(who, containerId)).spec.secrets).toBeUndefined()
    const file = new URL('../src/store/migrations/0004_secret-variables.sql', import.meta.url)
    await client.query(await readFile(file, 'utf8'))
    const { spec } = await app.getContainer(who, containerId)
    expect(spec).toMatchObject({ secrets: [], variables: [{ name: 'ODD', value: '\u0000 }' }] })
    expect((await app.getDeployment(who, id)).spec.secrets).toEqual([])
    await client.end()
    await world.close()
  })
})

import type { ContainerRequest } from '@fairlead/api/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from './support/start-test-server.ts'

describe('volumes of a container', () => {
  let server: TestServer
  let registryId: string
  beforeAll(async () => {
    server = await startTestServer()
    const { organization } = server.made
    registryId = (await server.client.registries.create(organization.id, server.registryBody('twin'))).id
  }, 120_000)
  afterAll(() => server?.close())

  const body = (name: string, change: Partial<ContainerRequest> = {}): ContainerRequest => ({
    name,
    registry_id: registryId,
    image_name: 'acme/hello',
    tag: '1.0',
    healthchecks: {},
    ...change,
  })
  const volume = (mount_point: string, size = 10) => ({ type: 'FAST_SSD' as const, size, mount_point })
  const create = (name: string, change: Partial<ContainerRequest> = {}) =>
    server.client.containers.create(server.made.environment.id, body(name, change))
  const refused = async (change: Partial<ContainerRequest>) => {
    const error = await create('refused', change).catch((reason: unknown) => reason)
    return (error as { issues?: readonly { field: string }[] }).issues?.map(({ field }) => field)
  }
  const deploy = async (id: string) => {
    const { deployment_request_id: deploymentId } = await server.client.containers.deploy(id)
    await Array.fromAsync(server.client.deployments.watch(String(deploymentId)))
    return String(deploymentId)
  }

  test('each keeps its id when it is saved again, and when it is mounted elsewhere by its id', async () => {
    const { client } = server
    const { id, storage } = await create('kept', { storage: [volume('/data')] })
    expect(storage).toMatchObject([{ type: 'FAST_SSD', size: 10, mount_point: '/data' }])
    const again = await client.containers.edit(id, body('kept', { storage: [volume('/data')] }))
    expect(again.storage).toEqual(storage)
    const moved = { ...volume('/elsewhere'), id: storage[0]?.id }
    const elsewhere = await client.containers.edit(id, body('kept', { storage: [moved, volume('/data', 1)] }))
    expect(elsewhere.storage[0]).toEqual({ ...moved, id: storage[0]?.id })
    expect(elsewhere.storage[1]?.id).not.toBe(storage[0]?.id)
  })

  test('what cannot be mounted is refused at its field, before anything is saved', async () => {
    expect(await refused({ storage: [volume('data')] })).toEqual(['storage[0].mount_point'])
    expect(await refused({ storage: [volume('/')] })).toEqual(['storage[0].mount_point'])
    expect(await refused({ storage: [volume('/a/../etc')] })).toEqual(['storage[0].mount_point'])
    expect(await refused({ storage: [volume('/a:b')] })).toEqual(['storage[0].mount_point'])
    expect(await refused({ storage: [volume('/data', 0)] })).toEqual(['storage[0].size'])
    expect(await refused({ storage: [volume('/data'), volume('/data/')] })).toEqual([
      'storage[1].mount_point',
    ])
    expect(await refused({ storage: [volume('/data')], max_running_instances: 3 })).toEqual([
      'max_running_instances',
    ])
  })

  test('one that was deployed grows and does not shrink, also not by a plan or a rollback', async () => {
    const { client } = server
    const { id } = await create('grown', { storage: [volume('/data', 20)] })
    // Nothing of it is on a cluster yet.
    await client.containers.edit(id, body('grown', { storage: [volume('/data', 10)] }))
    const first = await deploy(id)
    await client.containers.edit(id, body('grown', { storage: [volume('/data', 30)] }))
    const smaller = body('grown', { storage: [volume('/data', 29)] })
    const shrunk = { code: 'request.invalid', issues: [{ field: 'storage[0].size' }] }
    await expect(client.containers.edit(id, smaller)).rejects.toMatchObject(shrunk)
    await expect(client.containers.plan(id, { container: smaller })).rejects.toMatchObject({
      issues: [{ field: expect.stringContaining('storage[0].size') }],
    })
    expect((await client.containers.plan(id)).changes).toEqual([
      { field: 'volume', name: '/data', change: 'changed', before: '10 GiB', after: '30 GiB' },
    ])
    const { spec } = await client.containers.rollback(id, { deploymentId: first })
    expect(spec.volumes).toMatchObject([{ mountPoint: '/data', sizeGib: 30 }])
  })

  test('what the settings of security ask for is planned, kept by edits, and goes back with a rollback', async () => {
    const { client } = server
    const { id } = await create('secured')
    const first = await deploy(id)
    const asked = {
      'security.service_account_name': 'reader',
      'security.automount_service_account_token': true,
      'security.run_as_user': 1000,
      'security.add_capabilities': ['NET_BIND_SERVICE'],
    }
    expect(await client.containers.editAdvancedSettings(id, asked)).toMatchObject(asked)
    const plan = await client.containers.edit(id, body('secured', { memory: 256 })).then(() => planOf(id))
    expect(plan).toEqual([
      'security added capabilities: NET_BIND_SERVICE',
      'security service account: reader',
      "security service account's token: mounted",
      'security user: 1000',
    ])
    const second = await deploy(id)
    expect((await client.deployments.get(second)).spec.security).toEqual({
      serviceAccountName: 'reader',
      mountsAccountToken: true,
      runAsUser: 1000,
      addedCapabilities: ['NET_BIND_SERVICE'],
    })
    const { id: back } = await client.containers.rollback(id, { deploymentId: first })
    await Array.fromAsync(client.deployments.watch(back))
    const none = { 'security.service_account_name': '', 'security.run_as_user': null }
    expect(await client.containers.advancedSettings(id)).toMatchObject(none)
    await client.containers.edit(id, body('secured'))
    expect(await planOf(id)).toEqual([])
  })

  const planOf = async (id: string) =>
    (await server.client.containers.plan(id)).changes
      .filter(({ field }) => field === 'security')
      .map(({ field, name, after }) => `${field} ${name}: ${after}`)

  test('a setting of security that no cluster can have is refused by its name, and nothing is saved', async () => {
    const { client } = server
    const { id } = await create('refused-settings')
    const before = await client.containers.advancedSettings(id)
    const settings = {
      'security.service_account_name': 'Not A Name',
      'security.run_as_group': 7,
      'security.add_capabilities': ['SYS_ADMIN'],
    }
    await expect(client.containers.editAdvancedSettings(id, settings)).rejects.toMatchObject({
      code: 'request.invalid',
      issues: [
        { field: 'security.service_account_name', remedy: expect.stringContaining('lowercase') },
        { field: 'security.run_as_group', remedy: expect.stringContaining('user') },
        { field: 'security.add_capabilities[0]', problem: expect.stringContaining('SYS_ADMIN') },
      ],
    })
    expect(await client.containers.advancedSettings(id)).toEqual(before)
  })

  test('the advanced settings choose how versions are replaced, and a read-only root file system', async () => {
    const { client } = server
    const { id } = await create('replaced')
    await deploy(id)
    await client.containers.editAdvancedSettings(id, {
      'deployment.update_strategy.type': 'Recreate',
      'security.read_only_root_filesystem': true,
    })
    const changes = (await client.containers.plan(id)).changes.map(({ field, after }) => `${field} ${after}`)
    expect(changes).toEqual(['update_strategy recreate', 'root_filesystem read-only'])
    // An edit of the rest leaves them.
    await client.containers.edit(id, body('replaced', { memory: 256 }))
    expect((await client.containers.plan(id)).spec).toMatchObject({
      updateStrategy: 'Recreate',
      readOnlyRootFilesystem: true,
    })
  })
})

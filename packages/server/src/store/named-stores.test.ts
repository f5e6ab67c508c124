import { randomUUID } from 'node:crypto'
import type { Store } from '@fairlead/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { useTestStores } from './testing/open-test-store.ts'
import {
  insertSamples,
  sampleCluster,
  sampleContainer,
  sampleEnvironment,
  sampleOrganization,
  sampleProject,
  sampleRegistry,
} from './testing/samples.ts'

const stores = useTestStores()
let store: Store
beforeAll(async () => {
  store = (await stores.open()).store
})

describe('what was inserted is read back as it was', () => {
  test('for each kind of thing', async () => {
    const { organization, project, cluster, environment, registry, container } = await insertSamples(store)
    expect(await store.organizations.get(organization.id)).toEqual(organization)
    expect(await store.organizations.list()).toContainEqual(organization)
    expect(await store.projects.listOf(organization.id)).toEqual([project])
    expect(await store.clusters.listOf(organization.id)).toEqual([cluster])
    expect(await store.environments.listOf(project.id)).toEqual([environment])
    expect(await store.environments.onCluster(cluster.id)).toEqual([environment])
    expect(await store.registries.listOf(organization.id)).toEqual([registry])
    expect(await store.containers.listOf(environment.id)).toEqual([container])
    expect(await store.containers.usingRegistry(registry.id)).toEqual([container])
    expect(await store.containers.countUsing([registry.id, randomUUID(), 'nonsense'])).toEqual(
      new Map([[registry.id, 1]]),
    )
    expect(await store.containers.usingImage(organization.id, 'acme/shop')).toEqual([container])
    expect(await store.containers.usingImage(organization.id, 'acme/other')).toEqual([])
  })

  test('documents keep the order of their fields, and characters that PostgreSQL has no text for', async () => {
    const { organization, environment, registry } = await insertSamples(store)
    const extras = { z: 1, a: { nul: '\u0000', lone: '\ud800', emoji: '🚢' } }
    const container = sampleContainer(environment, registry.id, { name: 'odd', extras })
    await store.containers.insert(container)
    const read = await store.containers.get(container.id)
    expect(JSON.stringify(read?.extras)).toBe(JSON.stringify(extras))
    expect(organization.id).toBe(read?.organizationId)
  })
})

describe('names', () => {
  test('a name is taken once in its parent: name.taken names the field, the fault and the remedy', async () => {
    const { organization, project, cluster, environment, registry, container } = await insertSamples(store)
    const again = [
      () => store.organizations.insert(sampleOrganization({ name: organization.name })),
      () => store.projects.insert(sampleProject(organization.id, { name: project.name })),
      () => store.clusters.insert(sampleCluster(organization.id, { name: cluster.name })),
      () => store.environments.insert(sampleEnvironment(project, cluster.id, { name: environment.name })),
      () => store.registries.insert(sampleRegistry(organization.id, { name: registry.name })),
      () => store.containers.insert(sampleContainer(environment, registry.id, { name: container.name })),
    ]
    for (const attempt of again) await expect(attempt()).rejects.toMatchObject({ code: 'name.taken' })
    await expect(store.registries.insert(sampleRegistry(organization.id))).rejects.toMatchObject({
      message:
        'name is taken: a container registry named "ghcr" exists in this organization already. Choose another name.',
      issues: [{ field: 'name', remedy: 'Choose another name.' }],
    })
  })

  test('a rename to a taken name is refused too', async () => {
    const { organization, registry } = await insertSamples(store)
    const other = sampleRegistry(organization.id, { name: 'other' })
    await store.registries.insert(other)
    await expect(store.registries.save({ ...other, name: registry.name })).rejects.toMatchObject({
      code: 'name.taken',
    })
  })

  test('upper and lower case are different names, and another parent may have the same name', async () => {
    const { organization } = await insertSamples(store)
    await insertSamples(store)
    await store.registries.insert(sampleRegistry(organization.id, { name: 'GHCR' }))
    const listed = await store.registries.listOf(organization.id)
    // By code point, whatever the locale: capitals first.
    expect(listed.map(({ name }) => name)).toEqual(['GHCR', 'ghcr'])
  })
})

describe('what is missing', () => {
  test('an id of nothing, even a malformed one, reads as undefined or empty', async () => {
    for (const id of [randomUUID(), 'no-uuid', "'; drop table x; --", '']) {
      expect(await store.organizations.get(id)).toBeUndefined()
      expect(await store.projects.get(id)).toBeUndefined()
      expect(await store.clusters.get(id)).toBeUndefined()
      expect(await store.environments.get(id)).toBeUndefined()
      expect(await store.registries.get(id)).toBeUndefined()
      expect(await store.registries.lock(id)).toBeUndefined()
      expect(await store.containers.get(id)).toBeUndefined()
      expect(await store.deployments.get(id)).toBeUndefined()
      expect(await store.tokens.get(id)).toBeUndefined()
      expect(await store.registries.listOf(id)).toEqual([])
      expect(await store.containers.usingRegistry(id)).toEqual([])
      expect(await store.events.since(id, 0, 10)).toEqual([])
      expect(await store.events.last(id)).toBe(0)
    }
  })

  test('saving what is not there is its not_found', async () => {
    const { project, environment, registry, container, cluster, organization } = await insertSamples(store)
    const id = randomUUID()
    const saves = {
      'organization.not_found': () => store.organizations.save({ ...organization, id, name: id }),
      'project.not_found': () => store.projects.save({ ...project, id, name: id }),
      'cluster.not_found': () => store.clusters.save({ ...cluster, id, name: id }),
      'environment.not_found': () => store.environments.save({ ...environment, id, name: id }),
      'registry.not_found': () => store.registries.save({ ...registry, id, name: id }),
      'container.not_found': () => store.containers.save({ ...container, id, name: id }),
    }
    for (const [code, save] of Object.entries(saves)) await expect(save()).rejects.toMatchObject({ code })
  })

  test('a parent that is not there is its not_found', async () => {
    await expect(store.projects.insert(sampleProject(randomUUID()))).rejects.toMatchObject({
      code: 'organization.not_found',
    })
  })
})

describe('deletion', () => {
  test('what something still belongs to is its in_use', async () => {
    const { organization, project, cluster, environment } = await insertSamples(store)
    await expect(store.organizations.delete(organization.id)).rejects.toMatchObject({
      code: 'organization.in_use',
    })
    await expect(store.projects.delete(project.id)).rejects.toMatchObject({ code: 'project.in_use' })
    await expect(store.clusters.delete(cluster.id)).rejects.toMatchObject({ code: 'cluster.in_use' })
    await expect(store.environments.delete(environment.id)).rejects.toMatchObject({
      code: 'environment.in_use',
    })
  })

  test('from the bottom up everything goes', async () => {
    const { organization, project, cluster, environment, registry, container } = await insertSamples(store)
    await store.containers.delete(container.id)
    await store.registries.delete(registry.id)
    await store.environments.delete(environment.id)
    await store.projects.delete(project.id)
    await store.clusters.delete(cluster.id)
    await store.organizations.delete(organization.id)
    expect(await store.organizations.get(organization.id)).toBeUndefined()
  })

  test('a registry that a service names can go (forced); the service stays, and may be changed', async () => {
    const { registry, container } = await insertSamples(store)
    await store.registries.delete(registry.id)
    const left = await store.containers.get(container.id)
    expect(left).toEqual(container)
    expect(await store.containers.usingRegistry(registry.id)).toEqual([])
    const saved = await store.containers.save({ ...container, description: 'still here' })
    expect(saved).toEqual({ ...container, description: 'still here', version: 2 })
  })
})

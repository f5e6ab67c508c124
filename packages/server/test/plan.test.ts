import { existsSync } from 'node:fs'
import type { ContainerRequest } from '@fairlead/api/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from './support/start-test-server.ts'

const VALUE = 'value-that-no-answer-shows'

describe('what a deployment would do, before it does it', () => {
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
    cpu: 100,
    memory: 64,
    healthchecks: {},
    ports: [{ internal_port: 8080, publicly_accessible: true }],
    ...change,
  })

  const deployed = async (name: string, change: Partial<ContainerRequest> = {}): Promise<string> => {
    const { client, made } = server
    const { id } = await client.containers.create(made.environment.id, body(name, change))
    const { deployment_request_id: deployment } = await client.containers.deploy(id)
    for await (const { state } of client.deployments.watch(deployment ?? '')) {
      if (state === 'failed') throw new Error('The deployment failed.')
    }
    return id
  }

  test('a draft is planned with its digest, who pulls, the proof and the files, and nothing is stored', async () => {
    const { client, made } = server
    const before = await traces()
    const plan = await client.containers.planNew(made.environment.id, {
      ...body('draft'),
      variables: [{ key: 'MODE', value: VALUE }],
    })
    expect(plan).toMatchObject({
      ok: true,
      pullProved: true,
      cluster: { kind: 'gitops' },
      image: { repository: 'acme/hello', tag: '1.0', digest: expect.stringMatching(/^sha256:/) },
      identity: { registryName: 'twin', reason: expect.stringContaining('as twin') },
      running: null,
      changes: [],
      findings: [],
    })
    expect(plan.checks.map(({ name, state }) => [name, state])).toEqual([
      ['resolve', 'succeeded'],
      ['preflight', 'succeeded'],
    ])
    expect(plan.downloadBytes).toBeGreaterThan(1000)
    expect(plan.objects.map(({ name, change }) => `${change} ${name.split('/').at(-1)}`)).toContain(
      'create deployment.yaml',
    )
    expect(plan.spec.variableNames).toEqual(['MODE'])
    expect(JSON.stringify(plan)).not.toContain(VALUE)
    expect(await traces()).toEqual(before)
  })

  test('what is asked for is compared with what runs, a variable by its name alone', async () => {
    const { client } = server
    const id = await deployed('compared')
    await client.containers.addVariable(id, { key: 'OLD', value: VALUE })
    const plan = await client.containers.plan(id, {
      container: body('compared', { cpu: 250, ports: [], tag: '1.1' }),
      variables: [{ key: 'NEW', value: VALUE }],
    })
    const changes = plan.changes.map(({ field, name, change, before, after }) =>
      [field, name, change, before, after].join(' ').trim(),
    )
    expect(changes).toEqual([
      'tag  changed 1.0 1.1',
      expect.stringMatching(/^digest {2}changed sha256:\w+ sha256:\w+$/),
      'cpu  changed 0.1 cores 0.25 cores',
      'port 8080/tcp removed HTTP, public',
      'variable NEW added',
    ])
    expect(plan.objects.find(({ name }) => name.endsWith('/deployment.yaml'))?.change).toBe('change')
    expect(plan.objects.find(({ name }) => name.endsWith('/service.yaml'))?.change).toBe('remove')
    expect(JSON.stringify(plan)).not.toContain(VALUE)
  })

  test('a deployment of what runs already changes nothing, and says so', async () => {
    const id = await deployed('same')
    const plan = await server.client.containers.plan(id)
    expect(plan.changes).toEqual([])
    expect(plan.objects.every(({ change }) => change === 'keep')).toBe(true)
    expect(plan.running).toMatchObject({ tag: '1.0', digest: plan.image?.digest })
  })

  test('an absent tag is a finding with those that come near it', async () => {
    const { client, made } = server
    const plan = await client.containers.planNew(made.environment.id, body('absent', { tag: '1.2' }))
    expect(plan).toMatchObject({ ok: false, image: null, pullProved: false })
    expect(plan.findings[0]).toMatchObject({ code: 'tag.not_found', summary: expect.stringContaining('1.1') })
    expect(plan.checks).toEqual([expect.objectContaining({ name: 'resolve', state: 'failed' })])
  })

  test('a credential that ended is a finding, and is not shown to the registry for every plan', async () => {
    const { client, made, twin } = server
    const { value, token } = await twin.state.createToken({
      login: 'ada',
      scopes: ['read:packages', 'read:org'],
    })
    const { id } = await client.registries.create(made.organization.id, {
      ...server.registryBody('ended'),
      config: { username: 'acme', password: value.reveal() },
    })
    await twin.state.revokeToken(token.id)
    const plan = () => client.containers.planNew(made.environment.id, body('refused', { registry_id: id }))
    expect(await plan()).toMatchObject({ ok: false, findings: [{ code: 'token.refused' }] })
    expect((await plan()).findings[0]).toMatchObject({ code: 'token.refused' })
  })

  test('what cannot be created is an error with its field: a taken name, a wrong port, an unknown registry', async () => {
    const { client, made } = server
    await client.containers.create(made.environment.id, body('taken'))
    const plan = (change: Partial<ContainerRequest>) =>
      client.containers.planNew(made.environment.id, { ...body('free'), ...change })
    await expect(plan({ name: 'taken' })).rejects.toMatchObject({
      code: 'name.taken',
      issues: [{ field: 'name' }],
    })
    await expect(plan({ registry_id: made.environment.id })).rejects.toMatchObject({
      code: 'request.invalid',
      issues: [{ field: 'registry_id' }],
    })
    const port = { internal_port: 80, publicly_accessible: false }
    await expect(plan({ ports: [port, port] })).rejects.toMatchObject({ issues: [{ field: 'ports[1]' }] })
  })

  /** What a plan must not leave. */
  async function traces(): Promise<unknown> {
    const { client, made } = server
    const { id } = made.organization
    return {
      containers: (await client.containers.list(made.environment.id)).length,
      audit: (await client.audit(id, { pageSize: 100 })).length,
      folder: made.cluster.target.kind === 'gitops' && existsSync(`${made.cluster.target.folder}/.git`),
    }
  }
})

import {
  ClustersApi,
  Configuration,
  ContainerActionsApi,
  ContainerConfigurationApi,
  ContainerDeploymentHistoryApi,
  ContainerEnvironmentVariableApi,
  ContainerLogsApi,
  ContainerMainCallsApi,
  ContainerRegistriesApi,
  ContainersApi,
  EnvironmentActionsApi,
  EnvironmentApi,
  EnvironmentMainCallsApi,
  EnvironmentsApi,
  OrganizationMainCallsApi,
  ProjectMainCallsApi,
  ProjectsApi,
} from 'qovery-typescript-axios'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from './support/start-test-server.ts'

// The client of the contract from npm, as it comes: only its base path and its key are set, as its users set them.
let server: TestServer
let configuration: Configuration
let organizationId: string

beforeAll(async () => {
  server = await startTestServer()
  configuration = new Configuration({ basePath: server.url, apiKey: `Token ${server.token}` })
  organizationId = server.made.organization.id
})
afterAll(() => server?.close())

const statusOf = (
  failure: unknown,
): { status: number; data: { code: string; detail: string; findings: { code: string }[] } } =>
  (failure as { response: never }).response

/** What a call was refused with. */
async function refusal(call: Promise<unknown>) {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => statusOf(error),
  )
  if (!outcome) throw new Error('The call was not refused.')
  return outcome
}

describe('organizations, projects, environments and clusters', () => {
  test('an organization is made, read, edited and deleted', async () => {
    const api = new OrganizationMainCallsApi(configuration)
    const made = await api.createOrganization({ name: 'Contract', plan: 'FREE' })
    expect(made.status).toBe(201)
    expect((await api.listOrganization()).data.results?.map(({ id }) => id)).toContain(made.data.id)
    const edited = await api.editOrganization(made.data.id, { name: 'Contract 2' })
    expect([edited.status, edited.data.name]).toEqual([200, 'Contract 2'])
    expect((await api.getOrganization(made.data.id)).data.name).toBe('Contract 2')
    expect((await api.deleteOrganization(made.data.id)).status).toBe(204)
    expect((await refusal(api.getOrganization(made.data.id))).status).toBe(404)
  })

  test('a project is made, read, edited and deleted, and a second one of its name is refused', async () => {
    const projects = new ProjectsApi(configuration)
    const main = new ProjectMainCallsApi(configuration)
    const made = await projects.createProject(organizationId, { name: 'shop' })
    expect(made.status).toBe(201)
    expect((await refusal(projects.createProject(organizationId, { name: 'shop' }))).status).toBe(409)
    expect((await projects.listProject(organizationId)).data.results?.map(({ name }) => name)).toContain(
      'shop',
    )
    expect((await main.editProject(made.data.id, { name: 'store' })).data.name).toBe('store')
    expect((await main.getProject(made.data.id)).data.organization.id).toBe(organizationId)
    expect((await main.deleteProject(made.data.id)).status).toBe(204)
  })

  test('an environment is made on the default cluster, read, edited and deleted', async () => {
    const main = new EnvironmentMainCallsApi(configuration)
    const environments = new EnvironmentsApi(configuration)
    const projectId = server.made.project.id
    const made = await environments.createEnvironment(projectId, { name: 'staging', mode: 'STAGING' })
    expect(made.status).toBe(201)
    expect(made.data.cluster_id).toBe(server.made.cluster.id)
    expect((await environments.listEnvironment(projectId)).data.results?.map(({ name }) => name)).toContain(
      'staging',
    )
    expect((await main.editEnvironment(made.data.id, { name: 'preprod' })).data.name).toBe('preprod')
    expect((await main.getEnvironmentStatuses(made.data.id)).data.environment.state).toBe('READY')
    expect((await main.deleteEnvironment(made.data.id)).status).toBe(204)
  })

  test('clusters are listed with their state', async () => {
    const api = new ClustersApi(configuration)
    const listed = await api.listOrganizationCluster(organizationId)
    expect(listed.data.results?.[0]?.cloud_provider).toBe('ON_PREMISE')
    const status = await api.getClusterStatus(organizationId, server.made.cluster.id)
    expect([status.status, status.data.cluster_id]).toEqual([200, server.made.cluster.id])
  })
})

describe('container registries', () => {
  const api = () => new ContainerRegistriesApi(configuration)

  test('the kinds that the server speaks are listed', async () => {
    const { data } = await api().listAvailableContainerRegistry()
    expect(data.results?.map(({ kind }) => kind)).toContain('GITHUB_CR')
  })

  test('a connection is proved and made, listed, read, edited and deleted, and its secret never comes back', async () => {
    const made = await api().createContainerRegistry(organizationId, server.registryBody('ghcr'))
    expect(made.status).toBe(201)
    expect(made.data).toMatchObject({ name: 'ghcr', kind: 'GITHUB_CR', config: { username: 'acme' } })

    const listed = await api().listContainerRegistry(organizationId)
    expect(listed.data.results?.map(({ id }) => id)).toContain(made.data.id)
    const read = await api().getContainerRegistry(organizationId, made.data.id)
    expect(read.data.associated_services_count).toBe(0)

    // The console sends the credential again with any change.
    const edit = { ...server.registryBody('ghcr'), description: 'main' }
    const edited = await api().editContainerRegistry(organizationId, made.data.id, edit)
    expect([edited.status, edited.data.description]).toEqual([200, 'main'])

    const answers = JSON.stringify([made.data, listed.data, read.data, edited.data])
    expect(answers).not.toContain(server.twin.connectToken.reveal())

    const images = await api().getContainerVersions(organizationId, made.data.id, undefined, 'hell')
    expect(images.data.results?.map(({ image_name }) => image_name)).toEqual(['acme/hello'])
    const tags = await api().getContainerVersions(organizationId, made.data.id, 'acme/hello')
    expect(tags.data.results?.[0]?.versions?.toSorted()).toEqual(['1.0', '1.1'])

    expect((await api().deleteContainerRegistry(organizationId, made.data.id)).status).toBe(204)
    expect((await refusal(api().getContainerRegistry(organizationId, made.data.id))).status).toBe(404)
  })

  test('a connection that does not work is answered with its findings, and is not saved', async () => {
    const body = server.registryBody('broken')
    body.config.password = `ghp_${'0'.repeat(36)}`
    const { status, data } = await refusal(api().createContainerRegistry(organizationId, body))
    expect([status, data.code]).toEqual([422, 'registry.verification_failed'])
    expect(data.findings.map(({ code }) => code)).toContain('token.refused')
    const listed = await api().listContainerRegistry(organizationId)
    expect(listed.data.results?.map(({ name }) => name)).not.toContain('broken')
  })
})

describe('containers', () => {
  let registryId: string
  beforeAll(async () => {
    const api = new ContainerRegistriesApi(configuration)
    registryId = (await api.createContainerRegistry(organizationId, server.registryBody('for containers')))
      .data.id
  })

  const request = (name: string) => ({
    name,
    registry_id: registryId,
    image_name: 'acme/hello',
    tag: '1.0',
    healthchecks: {},
    ports: [{ internal_port: 8080, publicly_accessible: true, protocol: 'HTTP' as const, is_default: true }],
  })

  test('an image is checked before it is deployed', async () => {
    const api = new EnvironmentApi(configuration)
    const image = { registry_id: registryId, image_name: 'acme/hello', tag: '1.0' }
    expect((await api.checkContainerImage(server.made.environment.id, image)).status).toBe(200)
    const absent = await refusal(
      api.checkContainerImage(server.made.environment.id, { ...image, tag: '9.9' }),
    )
    expect([absent.status, absent.data.code]).toEqual([404, 'image.not_found'])
  })

  test('a container is made, read, edited, configured, deployed, stopped and deleted', async () => {
    const containers = new ContainersApi(configuration)
    const main = new ContainerMainCallsApi(configuration)
    const actions = new ContainerActionsApi(configuration)
    const settings = new ContainerConfigurationApi(configuration)
    const variables = new ContainerEnvironmentVariableApi(configuration)
    const environmentId = server.made.environment.id

    const made = await containers.createContainer(environmentId, request('web'))
    expect(made.status).toBe(201)
    expect(made.data).toMatchObject({
      cpu: 500,
      memory: 512,
      registry: { id: registryId, kind: 'GITHUB_CR' },
    })
    const id = made.data.id
    expect((await refusal(containers.createContainer(environmentId, request('web')))).status).toBe(409)
    expect((await containers.listContainer(environmentId)).data.results?.map((each) => each.id)).toEqual([id])
    expect((await main.getContainerStatus(id)).data).toMatchObject({
      state: 'READY',
      service_deployment_status: 'NEVER_DEPLOYED',
    })

    const variable = await variables.createContainerEnvironmentVariable(id, { key: 'COLOUR', value: 'red' })
    expect(variable.status).toBe(201)
    expect(
      (await settings.editContainerAdvancedSettings(id, { 'hpa.cpu.average_utilization_percent': 70 }))
        .status,
    ).toBe(201)
    const edited = await main.editContainer(id, { ...request('web'), memory: 256 })
    expect([edited.status, edited.data.memory]).toEqual([200, 256])
    // What has a path of its own outlives an edit of the rest.
    expect(
      (await variables.listContainerEnvironmentVariable(id)).data.results?.map(({ key }) => key),
    ).toEqual(['COLOUR'])
    const advanced = await settings.getContainerAdvancedSettings(id)
    expect(advanced.data['hpa.cpu.average_utilization_percent']).toBe(70)

    const deployed = await actions.deployContainer(id, { image_tag: '1.1' })
    expect(deployed.status).toBe(202)
    expect(await finished(deployed.data.deployment_request_id)).toBe('succeeded')
    const status = await main.getContainerStatus(id)
    expect(status.data).toMatchObject({
      state: 'DEPLOYED',
      service_deployment_status: 'UP_TO_DATE',
      status_details: { action: 'DEPLOY', status: 'SUCCESS' },
    })
    expect((await main.getContainer(id)).data.tag).toBe('1.1')

    const history = new ContainerDeploymentHistoryApi(configuration)
    expect((await history.listContainerDeploymentHistory(id)).data.results?.[0]).toMatchObject({ tag: '1.1' })
    const newer = (await history.listContainerDeploymentHistoryV2(id)).data.results?.[0]
    expect(newer).toMatchObject({ status: 'DEPLOYED', identifier: { service_id: id } })
    // A Git folder runs nothing itself, and says so.
    const log = await refusal(new ContainerLogsApi(configuration).listContainerLog(id))
    expect([log.status, log.data.code]).toEqual([409, 'operation.unsupported'])

    const stopped = await actions.stopContainer(id)
    expect(stopped.status).toBe(202)
    expect(await finished(stopped.data.deployment_request_id)).toBe('succeeded')
    expect((await main.getContainerStatus(id)).data.state).toBe('STOPPED')

    const registries = new ContainerRegistriesApi(configuration)
    expect((await refusal(registries.deleteContainerRegistry(organizationId, registryId))).status).toBe(409)

    expect((await main.deleteContainer(id)).status).toBe(204)
    expect(await gone(id)).toBe(404)
  })

  test('several services of an environment are deployed in one call, as the CLI of the contract does', async () => {
    const containers = new ContainersApi(configuration)
    const made = await containers.createContainer(server.made.environment.id, request('worker'))
    const actions = new EnvironmentActionsApi(configuration)
    const asked = await actions.deployAllServices(server.made.environment.id, {
      containers: [{ id: made.data.id, image_tag: '1.0' }],
    })
    expect(asked.status).toBe(202)
    expect(await finished(asked.data.deployment_request_id ?? null)).toBe('succeeded')
    const byImage = await containers.autoDeployContainerEnvironments(organizationId, {
      image_name: 'acme/hello',
      tag: '1.1',
    })
    expect([byImage.status, byImage.data.id]).toEqual([202, made.data.id])
  })

  /** The end of a deployment, awaited by its events. */
  async function finished(id: string | null): Promise<string | undefined> {
    let state: string | undefined
    for await (const deployment of server.client.deployments.watch(id ?? '')) state = deployment.state
    return state
  }

  /** A removed container is there until its removal has run: then its deletion is in the events. */
  async function gone(id: string): Promise<number> {
    const end = new AbortController()
    for await (const event of server.client.events(organizationId, { after: 0, signal: end.signal })) {
      if (event.type === 'container.deleted' && event.data.containerId === id) end.abort()
    }
    return (await refusal(new ContainerMainCallsApi(configuration).getContainerStatus(id))).status
  }
})

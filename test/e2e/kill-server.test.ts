import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ApiClient, type Container, createApiClient, type Deployment } from '@fairlead/api/client'
import { type RunningTwin, startTwin } from '@fairlead/ghcr'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DockerCli, dockerCli, writeWebServerImage } from '../support/docker-cli.ts'
import { describeWithDocker } from '../support/docker-engine.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'

/** The steps of a deployment, in order: the server is killed as each of them begins. */
const STEPS = ['resolve', 'preflight', 'pull', 'start', 'healthy', 'clean'] as const

describeWithDocker('kill -9 of the server in the middle of a deployment', (engine) => {
  let data: string
  let twin: RunningTwin
  let server: ServerProcess
  let docker: DockerCli
  let environmentId: string
  let container: Container

  const start = async (): Promise<void> => {
    server = await startServerProcess({
      FAIRLEAD_DATA: join(data, 'server'),
      FAIRLEAD_GHCR_HOSTS: `${twin.url}=${twin.apiUrl}`,
      FAIRLEAD_LOG: 'error',
      DOCKER_HOST: engine.endpoint,
    })
  }
  const client = async (): Promise<ApiClient> =>
    createApiClient({
      baseUrl: server.url,
      token: (await readFile(join(data, 'server', 'admin-token'), 'utf8')).trim(),
    })
  const finished = async (api: ApiClient, id: string): Promise<Deployment> => {
    for await (const deployment of api.deployments.watch(id)) {
      if (deployment.finishedAt !== null) return deployment
    }
    throw new Error('the deployment was not seen to end')
  }
  const answers = async (deployment: Deployment): Promise<string> =>
    (await fetch(deployment.endpoints[0]?.url ?? 'no endpoint')).text()
  const containers = async (): Promise<string[]> =>
    (await docker.must(['ps', '-aq', '--filter', `label=dev.fairlead.environment=${environmentId}`]))
      .split('\n')
      .filter(Boolean)

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'fairlead-kill-'))
    await chmod(data, 0o755)
    twin = await startTwin({
      mode: 'ghcr',
      data: join(data, 'twin'),
      seed: {
        users: [{ login: 'ada' }],
        organizations: [{ login: 'acme', members: [{ login: 'ada', role: 'admin' }] }],
      },
    })
    docker = dockerCli(engine.endpoint, join(data, 'docker'))
    const { host } = new URL(twin.url)
    const tokenOf = async (...scopes: string[]): Promise<string> =>
      (await twin.state.createToken({ login: 'ada', scopes })).value.reveal()
    await docker.must(['login', '-u', 'ada', '--password-stdin', host], await tokenOf('write:packages'))
    for (const tag of ['0', ...STEPS]) {
      await writeWebServerImage(join(data, tag), tag)
      await docker.must(['build', '-q', '-t', `${host}/acme/kill:${tag}`, join(data, tag)])
      await docker.must(['push', '-q', `${host}/acme/kill:${tag}`])
      await docker.must(['rmi', `${host}/acme/kill:${tag}`])
    }
    await start()
    const api = await client()
    const [organization] = await api.organizations.list()
    const [project] = await api.projects.list(organization?.id ?? '')
    const [environment] = await api.environments.list(project?.id ?? '')
    environmentId = environment?.id ?? ''
    const registry = await api.registries.create(organization?.id ?? '', {
      name: 'ghcr',
      kind: 'GITHUB_CR',
      url: twin.url,
      config: { username: 'acme', password: await tokenOf('read:packages', 'read:org') },
    })
    container = await api.containers.create(environmentId, {
      name: 'kill',
      registry_id: registry.id,
      image_name: 'acme/kill',
      tag: '0',
      cpu: 100,
      memory: 64,
      healthchecks: { readiness_probe: { type: { http: { port: 8080, path: '/' } } } },
      ports: [{ internal_port: 8080, publicly_accessible: true }],
    })
  }, 180_000)

  afterAll(async () => {
    const left = await containers().catch(() => [])
    if (left.length > 0) await docker.run(['rm', '-f', ...left])
    // A clean end also ends the embedded PostgreSQL.
    await server?.stop()
    await twin?.close()
    await rm(data, { recursive: true, force: true })
  }, 60_000)

  test('whichever step it was in, the old version serves meanwhile and the next start finishes the deployment', async () => {
    let api = await client()
    let live = await finished(api, (await api.containers.deploy(container.id)).deployment_request_id ?? '')
    expect(live.state).toBe('succeeded')
    for (const step of STEPS) {
      const organizationId = live.organizationId
      const watching = new AbortController()
      const events = api.events(organizationId, { after: 0, signal: watching.signal })
      const asked = await api.containers.deploy(container.id, { tag: step })
      const id = asked.deployment_request_id ?? ''
      for await (const event of events) {
        if (event.type !== 'deployment.step' || event.data.deploymentId !== id) continue
        if (event.data.step.name === step && event.data.step.state === 'running') break
      }
      await server.kill()
      watching.abort()
      // The old version was there until the new one was proved; `clean` comes after that.
      if (step !== 'clean') expect(await answers(live), step).toBe(live.image?.tag)

      await start()
      api = await client()
      live = await finished(api, id)
      expect({ step, state: live.state, findings: live.findings }).toEqual({
        step,
        state: 'succeeded',
        findings: [],
      })
      expect(await answers(live)).toBe(step)
      expect(await containers(), step).toHaveLength(1)
    }
  }, 180_000)
})

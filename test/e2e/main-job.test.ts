import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ApiClient, createApiClient, type Deployment } from '@fairlead/api/client'
import { main } from '@fairlead/cli'
import { Secret } from '@fairlead/core'
import { type RunningTwin, startTwin } from '@fairlead/ghcr'
import { type RunningServer, readSettings, serve } from '@fairlead/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DockerCli, dockerCli, writeWebServerImage } from '../support/docker-cli.ts'
import { describeWithDocker } from '../support/docker-engine.ts'
import { memoryIo } from '../support/memory-io.ts'

/** What the image of each tag answers. */
const ANSWERS = { '1.0': 'first', '2.0': 'second' } as const

describeWithDocker('the main job: from a GHCR token to a running container', (engine) => {
  const folders: string[] = []
  let twin: RunningTwin
  let server: RunningServer
  let docker: DockerCli
  let client: ApiClient
  let host: string
  let organizationId: string
  let environmentId: string
  let adminToken: string

  const folder = async (): Promise<string> => {
    const made = await mkdtemp(join(tmpdir(), 'fairlead-e2e-'))
    // As root, PostgreSQL runs as another user, who has to get in.
    await chmod(made, 0o755)
    folders.push(made)
    return made
  }
  const tokenOf = async (...scopes: string[]): Promise<string> =>
    (await twin.state.createToken({ login: 'ada', scopes })).value.reveal()
  const login = (token: string, as: DockerCli = docker) =>
    as.run(['login', '-u', 'ada', '--password-stdin', host], token)
  const fairlead = async (args: readonly string[], input = '') => {
    const io = memoryIo({
      input,
      env: { HOME: '/nowhere', FAIRLEAD_URL: server.url, FAIRLEAD_TOKEN: adminToken },
    })
    return { code: await main(args, io), stdout: io.output(), stderr: io.errors() }
  }
  const finished = async (deploymentId: string): Promise<Deployment> => {
    for await (const deployment of client.deployments.watch(deploymentId)) {
      if (deployment.finishedAt !== null) return deployment
    }
    throw new Error('the deployment was not seen to end')
  }
  const answerOf = async (deployment: Deployment): Promise<string> =>
    (await fetch(deployment.endpoints[0]?.url ?? 'no endpoint')).text()
  const ours = () => docker.must(['ps', '-aq', '--filter', `label=dev.fairlead.environment=${environmentId}`])

  beforeAll(async () => {
    twin = await startTwin({
      mode: 'ghcr',
      data: await folder(),
      seed: {
        users: [{ login: 'ada' }],
        organizations: [{ login: 'acme', members: [{ login: 'ada', role: 'admin' }] }],
      },
    })
    host = new URL(twin.url).host
    docker = dockerCli(engine.endpoint, await folder())
    const settings = readSettings(
      { FAIRLEAD_LOG: 'silent' },
      { dataFolder: await folder(), port: 0, compatibleHosts: [{ registry: twin.url, api: twin.apiUrl }] },
    )
    server = await serve(settings, { env: { DOCKER_HOST: engine.endpoint } })
    adminToken = server.firstRun?.token.reveal() ?? ''
    organizationId = server.firstRun?.organization.id ?? ''
    environmentId = server.firstRun?.environment.id ?? ''
    client = createApiClient({ baseUrl: server.url, token: adminToken })
    await login(await tokenOf('write:packages'))
    for (const [tag, answer] of Object.entries(ANSWERS)) {
      const context = await folder()
      await writeWebServerImage(context, answer)
      await docker.must(['build', '-q', '-t', `${host}/acme/web:${tag}`, context])
      await docker.must(['push', '-q', `${host}/acme/web:${tag}`])
    }
  }, 180_000)

  afterAll(async () => {
    const left = await ours().catch(() => '')
    if (left) await docker.run(['rm', '-f', ...left.split('\n')])
    const images = await docker.run(['images', '-q', '--filter', `reference=${host}/*/*`])
    const ids = [...new Set(images.stdout.trim().split('\n').filter(Boolean))]
    if (ids.length > 0) await docker.run(['rmi', '-f', ...ids])
    await server?.close()
    await twin?.close()
    for (const each of folders) await rm(each, { recursive: true, force: true })
  })

  test('docker login and push are refused with the wrong token or scopes, and done with the right ones', async () => {
    const own = dockerCli(engine.endpoint, await folder())
    const image = `${host}/acme/pushed:1`
    await docker.must(['tag', `${host}/acme/web:1.0`, image])
    expect((await login('ghp_nonsense', own)).code).not.toBe(0)
    expect((await login(await tokenOf('read:packages'), own)).code).toBe(0)
    const refused = await own.run(['push', image])
    expect(refused.code).not.toBe(0)
    expect(refused.stderr + refused.stdout).toContain('denied')
    expect(twin.state.package('acme', 'pushed')).toBeUndefined()

    expect((await login(await tokenOf('write:packages'), own)).code).toBe(0)
    await own.must(['push', image])
    expect(twin.state.package('acme', 'pushed')).toMatchObject({ visibility: 'private' })
  })

  test('connect, verify, deploy, a second tag, a tag that is not there, rollback, logs, removal', async () => {
    const add = ['registry', 'add', 'ghcr', '--url', twin.url, '--prefix', 'acme']
    const refused = await fairlead(add, await tokenOf())
    expect(refused.code).toBe(1)
    expect(refused.stdout + refused.stderr).toContain('scope.none')
    expect((await client.registries.list(organizationId)).map(({ name }) => name)).not.toContain('ghcr')

    const token = await tokenOf('read:packages', 'read:org')
    const added = await fairlead(add, token)
    expect(added).toMatchObject({ code: 0, stderr: '' })
    expect(added.stdout).toContain('Proved and saved')
    expect(added.stdout).not.toContain(token)
    expect(await fairlead(['registry', 'verify', 'ghcr'])).toMatchObject({ code: 0, stderr: '' })

    const registry = (await client.registries.list(organizationId)).find(({ name }) => name === 'ghcr')
    const container = await client.containers.create(environmentId, {
      name: 'web',
      registry_id: registry?.id ?? '',
      image_name: 'acme/web',
      tag: '1.0',
      cpu: 100,
      memory: 64,
      healthchecks: { readiness_probe: { type: { http: { port: 8080, path: '/' } } } },
      ports: [{ internal_port: 8080, publicly_accessible: true }],
    })
    const deploy = async (tag: string): Promise<Deployment> =>
      finished((await client.containers.deploy(container.id, { tag })).deployment_request_id ?? '')
    const first = await deploy('1.0')
    expect(first).toMatchObject({ state: 'succeeded', findings: [] })
    expect(await answerOf(first)).toBe(ANSWERS['1.0'])

    const second = await deploy('2.0')
    expect(second).toMatchObject({ state: 'succeeded', findings: [] })
    expect(await answerOf(second)).toBe(ANSWERS['2.0'])
    expect((await ours()).split('\n')).toHaveLength(1)

    const absent = await deploy('9.9')
    expect(absent.state).toBe('failed')
    expect(absent.findings.map(({ code }) => code)).toEqual(['tag.not_found'])
    expect(await answerOf(second)).toBe(ANSWERS['2.0'])

    expect(await fairlead(['container', 'rollback', 'web'])).toMatchObject({ code: 0, stderr: '' })
    const [latest] = await client.deployments.list(container.id)
    expect(latest?.image?.digest).toBe(first.image?.digest)
    expect(latest && (await answerOf(latest))).toBe(ANSWERS['1.0'])
    expect((await client.containers.status(container.id)).state).toBe('DEPLOYED')

    const inUse = await fairlead(['registry', 'remove', 'ghcr'])
    expect(inUse.code).toBe(5)
    expect(inUse.stderr).toContain('web')

    expect((await fairlead(['container', 'logs', 'web'])).stdout).toContain('GET /')
    expect(await fairlead(['container', 'remove', 'web'])).toMatchObject({ code: 0, stderr: '' })
    expect(await ours()).toBe('')
    expect(await fairlead(['registry', 'remove', 'ghcr'])).toMatchObject({ code: 0, stderr: '' })
  }, 120_000)

  test('no answer of the server shows a secret', async () => {
    const secret = new Secret(await tokenOf('read:packages', 'read:org'))
    const saved = await client.registries.create(organizationId, {
      name: 'secret-check',
      kind: 'GITHUB_CR',
      url: twin.url,
      config: { username: 'acme', password: secret.reveal() },
    })
    const answers = [
      saved,
      await client.registries.list(organizationId),
      await client.registries.findings(organizationId, saved.id),
      await client.audit(organizationId),
    ]
    expect(JSON.stringify(answers)).not.toContain(secret.reveal())
    await client.registries.remove(organizationId, saved.id)
  })
})

import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { ApiError, type ContainerRequest, createApiClient } from '@fairlead/api/client'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startTestServer, type TestServer } from './support/start-test-server.ts'

let server: TestServer
let organizationId: string
beforeAll(async () => {
  server = await startTestServer()
  organizationId = server.made.organization.id
})
afterAll(() => server?.close())

async function failure(call: Promise<unknown>): Promise<ApiError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ApiError) return error
  throw new Error(`not an ApiError: ${error}`)
}

const clientAs = (token: string) => createApiClient({ baseUrl: server.url, token })

const containerBody = (name: string, registryId: string): ContainerRequest => ({
  name,
  registry_id: registryId,
  image_name: 'acme/hello',
  tag: '1.0',
  healthchecks: {},
})

describe('a registry', () => {
  const registries = () => server.client.registries

  test('is verified before it is saved, each check told as it begins and ends', async () => {
    const begun: string[] = []
    const ended: string[] = []
    const { name: _, ...draft } = server.registryBody('')
    const outcome = await registries().verify(organizationId, draft, {
      onStart: ({ id }) => begun.push(id),
      onCheck: ({ id }) => ended.push(id),
    })
    expect(outcome.ok).toBe(true)
    expect(ended.toSorted()).toEqual(outcome.checks.map(({ id }) => id).toSorted())
    expect(new Set(begun).isSubsetOf(new Set(ended))).toBe(true)
    expect(outcome.credential).toMatchObject({ type: 'github-classic', login: 'ada' })
    expect(await registries().list(organizationId)).toEqual([])
  })

  test('is proved while it is made, and its findings are kept', async () => {
    const checks: string[] = []
    const body = { ...server.registryBody('kept'), image: 'acme/hello:1.0' }
    const made = await registries().create(organizationId, body, { onCheck: ({ id }) => checks.push(id) })
    expect(checks).toContain('registry.pull')
    expect(made.verification).toMatchObject({ ok: true, errors: 0 })
    expect((await registries().findings(organizationId, made.id))?.ok).toBe(true)

    const again = await registries().verifySaved(organizationId, made.id, { push: true })
    expect(again.capabilities).toMatchObject({ pull: 'yes', push: 'no' })
    expect(again.findings.map(({ code }) => code)).toContain('scope.write_packages_missing')
    expect((await registries().findings(organizationId, made.id))?.startedAt).toBe(again.startedAt)
    await registries().remove(organizationId, made.id)
  })

  test('that does not work tells why by stream as it does by JSON, and is saved only unverified', async () => {
    const body = server.registryBody('bad')
    body.config.password = `ghp_${'0'.repeat(36)}`
    const plain = await failure(registries().create(organizationId, body))
    const again = { ...body, again: true }
    const streamed = await failure(registries().create(organizationId, again, { onCheck: () => undefined }))
    expect([plain.status, plain.code]).toEqual([422, 'registry.verification_failed'])
    expect(streamed).toMatchObject({ status: 422, code: plain.code, detail: plain.detail })
    expect(streamed.findings.map(({ code }) => code)).toEqual(plain.findings.map(({ code }) => code))
    expect(await registries().list(organizationId)).toEqual([])

    const saved = await registries().create(organizationId, body, { unverified: true })
    expect(saved.verification).toBeNull()
    expect(await registries().findings(organizationId, saved.id)).toBeNull()
    const { findings } = await registries().verifySaved(organizationId, saved.id)
    const { verification } = await registries().get(organizationId, saved.id)
    const [gravest = expect.fail()] = findings
    const { code, severity, summary } = gravest
    expect(verification).toMatchObject({ ok: false, first_finding: { code, severity, summary } })
    expect([severity, verification?.first_finding?.code]).toEqual(['error', plain.findings[0]?.code])
    await registries().remove(organizationId, saved.id)
  })

  test('names the field of its kind that is at fault', async () => {
    const body = { ...server.registryBody('x'), config: { password: 'x'.repeat(40) } }
    const { status, issues } = await failure(registries().create(organizationId, body))
    expect([status, issues.map(({ field }) => field)]).toEqual([400, ['config.username']])
  })

  test('is rotated, undone and ended, and tells what depends on it', async () => {
    const made = await registries().create(organizationId, server.registryBody('rotating'))
    const { value } = await server.twin.state.createToken({
      login: 'ada',
      scopes: ['read:packages', 'read:org'],
    })
    const body = { config: { password: value.reveal() }, grace_hours: 2 }
    const rotated = await registries().rotate(organizationId, made.id, body)
    expect(rotated).toMatchObject({ version: made.version + 1, rotation: { rotated_at: expect.any(String) } })
    expect((await failure(registries().rotate(organizationId, made.id, body))).code).toBe(
      'rotation.unfinished',
    )
    expect((await registries().undoRotation(organizationId, made.id)).rotation).toBeNull()
    expect((await failure(registries().endRotation(organizationId, made.id))).code).toBe('rotation.none')
    const checks: string[] = []
    await registries().rotate(organizationId, made.id, body, { onCheck: ({ id }) => checks.push(id) })
    expect(checks).toContain('registry.pull')
    expect((await registries().endRotation(organizationId, made.id)).rotation).toBeNull()
    const tooLong = await failure(registries().rotate(organizationId, made.id, { ...body, grace_hours: 721 }))
    expect([tooLong.status, tooLong.code]).toEqual([400, 'request.invalid'])
    const impact = await registries().impact(organizationId, made.id)
    expect(impact).toMatchObject({ services: [], images: [], probed: false, never_expires: true })
    await registries().remove(organizationId, made.id)
  })

  test('has a form for every kind: fields, logins with the least rights, steps and products', async () => {
    const kinds = await registries().kinds()
    for (const { kind, fields, logins, steps } of kinds) {
      const names = fields.map(({ name }) => name)
      expect(logins.length, kind).toBeGreaterThan(0)
      expect(steps.length, kind).toBeGreaterThan(0)
      for (const login of logins)
        expect(names, `${kind} ${login.id}`).toEqual(expect.arrayContaining(login.fields))
    }
    expect(kinds.find(({ kind }) => kind === 'GENERIC_CR')?.presets.map(({ id }) => id)).toContain('harbor')
  })

  test('that was changed meanwhile is not overwritten', async () => {
    const made = await registries().create(organizationId, server.registryBody('twice'))
    const edit = { ...server.registryBody('twice'), version: made.version }
    const outcomes = await Promise.allSettled([
      registries().edit(organizationId, made.id, { ...edit, description: 'one' }),
      registries().edit(organizationId, made.id, { ...edit, description: 'two' }),
    ])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const lost = outcomes.find((each) => each.status === 'rejected')
    expect(lost?.reason).toMatchObject({ status: 409, code: 'registry.conflict' })
    await registries().remove(organizationId, made.id)
  })

  test('that a service uses is deleted by force only, with the services named', async () => {
    const made = await registries().create(organizationId, server.registryBody('used'))
    const { id } = await server.client.containers.create(
      server.made.environment.id,
      containerBody('user', made.id),
    )
    const refused = await failure(registries().remove(organizationId, made.id))
    expect([refused.status, refused.code]).toEqual([409, 'registry.in_use'])
    expect(refused.details.services).toMatchObject([
      { service_id: id, service_name: 'user', project_name: 'default' },
    ])
    await registries().remove(organizationId, made.id, { force: true })
    expect((await server.client.containers.get(id)).registry.name).toBe('(deleted)')
  })

  test('shows its images, their tags and what is in them', async () => {
    const { id } = await registries().create(organizationId, server.registryBody('images'))
    expect((await registries().images(organizationId, id)).map(({ image_name }) => image_name)).toEqual([
      'acme/hello',
    ])
    expect((await registries().tags(organizationId, id, 'acme/hello')).toSorted()).toEqual(['1.0', '1.1'])
    const image = { imageName: 'acme/hello', reference: '1.1' }
    const details = await registries().inspect(organizationId, id, image)
    expect(details.config.labels['org.opencontainers.image.version']).toBe('1.1')
    expect(details.digest).toMatch(/^sha256:/)
    const absent = await failure(registries().inspect(organizationId, id, { ...image, reference: '7' }))
    expect([absent.status, absent.code]).toEqual([404, 'image.not_found'])
    await registries().remove(organizationId, id)
  })
})

describe('who may do what', () => {
  test('a viewer reads and changes nothing', async () => {
    const { token } = await server.client.tokens.create(organizationId, { name: 'reader', role: 'viewer' })
    const viewer = clientAs(token)
    expect(await viewer.me()).toMatchObject({ name: 'reader', role: 'viewer', organizationId })
    expect(await viewer.registries.list(organizationId)).toEqual(expect.any(Array))
    const refused = await failure(viewer.registries.create(organizationId, server.registryBody('x')))
    expect([refused.status, refused.code]).toEqual([403, 'permission.denied'])
  })

  test('what belongs to another organization is not there', async () => {
    const other = await server.client.organizations.create({ name: 'Other', plan: 'FREE' })
    const { token } = await server.client.tokens.create(other.id, { name: 'stranger', role: 'admin' })
    const stranger = clientAs(token)
    const registry = await server.client.registries.create(organizationId, server.registryBody('mine'))
    const calls = [
      stranger.registries.list(organizationId),
      stranger.registries.get(organizationId, registry.id),
      stranger.registries.get(other.id, registry.id),
      stranger.registries.remove(organizationId, registry.id),
      stranger.registries.verifySaved(other.id, registry.id),
      stranger.environments.list(server.made.project.id),
      stranger.containers.list(server.made.environment.id),
      stranger.tokens.list(organizationId),
      stranger.audit(organizationId),
      stranger.events(organizationId).next(),
    ]
    const refused = await Promise.all(calls.map(failure))
    expect(refused.map(({ status }) => status)).toEqual(calls.map(() => 404))
    expect((await stranger.organizations.list()).map(({ name }) => name)).toEqual(['Other'])
    await server.client.registries.remove(organizationId, registry.id)
  })

  test('a deleted token is refused from then on, and no list shows a token or its hash', async () => {
    const made = await server.client.tokens.create(organizationId, { name: 'short', role: 'deployer' })
    expect(await clientAs(made.token).me()).toMatchObject({ role: 'deployer' })
    const listed = JSON.stringify(await server.client.tokens.list(organizationId))
    expect(listed).toContain('short')
    expect(listed).not.toMatch(/hash|fl_[A-Za-z0-9]/)
    await server.client.tokens.remove(organizationId, made.id)
    expect((await failure(clientAs(made.token).me())).code).toBe('auth.refused')
  })

  test('a token that would be over at once is not made: the field says what time it is here', async () => {
    const { tokens } = server.client
    const ends = (at: number, name: string) =>
      tokens.create(organizationId, { name, role: 'viewer', expires_at: new Date(at).toISOString() })
    const { status, code, issues } = await failure(ends(Date.now() - 1000, 'over'))
    expect([status, code]).toEqual([400, 'request.invalid'])
    expect(issues).toEqual([
      {
        field: 'expires_at',
        problem: expect.stringMatching(/is over: it is \d{4}-/),
        remedy: expect.stringContaining('Give a later time'),
      },
    ])
    const later = await ends(Date.now() + 60_000, 'later')
    expect(await clientAs(later.token).me()).toMatchObject({ name: 'later' })
    expect((await tokens.list(organizationId)).map(({ name }) => name)).not.toContain('over')
  })

  test('whoever is known may ask for the version of the server', async () => {
    const { token } = await server.client.tokens.create(organizationId, { name: 'asks', role: 'viewer' })
    expect((await clientAs(token).server()).version).toMatch(/^\d+\.\d+\.\d+/)
    expect((await failure(clientAs('flt_nonsense').server())).code).toBe('auth.refused')
  })

  test('every change is in the audit trail with its actor', async () => {
    await server.client.projects.create(organizationId, { name: 'audited' })
    const [newest] = await server.client.audit(organizationId, { pageSize: 1 })
    expect(newest).toMatchObject({ action: 'CREATE', targetType: 'PROJECT', targetName: 'audited' })
    const filter = { actor: 'admin', action: 'CREATE', targetType: 'PROJECT', target: 'AUDIT' }
    expect(await server.client.audit(organizationId, filter)).toEqual([newest])
    expect(await server.client.audit(organizationId, { ...filter, action: 'DELETE' })).toEqual([])
  })
})

describe('a container', () => {
  let registryId: string
  beforeAll(async () => {
    registryId = (
      await server.client.registries.create(organizationId, server.registryBody('for containers'))
    ).id
  })

  const watched = async (id: string | null) => Array.fromAsync(server.client.deployments.watch(id ?? ''))

  test('is deployed, deployed again with another tag and rolled back to the first digest', async () => {
    const { containers } = server.client
    const { id } = await containers.create(server.made.environment.id, containerBody('rolled', registryId))
    const first = (await watched((await containers.deploy(id)).deployment_request_id)).at(-1)
    const second = (await watched((await containers.deploy(id, { tag: '1.1' })).deployment_request_id)).at(-1)
    expect([first?.state, second?.state]).toEqual(['succeeded', 'succeeded'])
    expect(first?.image?.digest).not.toBe(second?.image?.digest)
    expect(second?.replacesId).toBe(first?.id)

    const back = (await watched((await containers.rollback(id)).id)).at(-1)
    expect(back).toMatchObject({
      state: 'succeeded',
      origin: 'rollback',
      image: { digest: first?.image?.digest },
    })
    expect((await containers.get(id)).tag).toBe('1.0')
    const history = await server.client.deployments.list(id)
    expect(history.map(({ origin }) => origin)).toEqual(['rollback', 'deploy', 'deploy'])
    expect((await containers.history(id)).map(({ details }) => details.tag)).toEqual(['1.0', '1.1', '1.0'])
  })

  test('is listed with its place, its status and what should run of it', async () => {
    const { containers } = server.client
    const { id } = await containers.create(server.made.environment.id, containerBody('listed', registryId))
    const listed = async () =>
      (await containers.applications(organizationId)).find(({ container }) => container.id === id)
    expect(await listed()).toMatchObject({
      container: { name: 'listed', registry: { id: registryId } },
      environment: { id: server.made.environment.id },
      project: { name: expect.any(String) },
      status: { state: 'READY', service_deployment_status: 'NEVER_DEPLOYED' },
      running: null,
      last_deployment: null,
    })
    const { deployment_request_id: deploymentId } = await containers.deploy(id)
    const ended = await Array.fromAsync(server.client.deployments.watch(String(deploymentId)))
    expect(await listed()).toMatchObject({
      status: { state: 'DEPLOYED', service_deployment_status: 'UP_TO_DATE' },
      running: { deployment_id: deploymentId, tag: '1.0', digest: ended.at(-1)?.image?.digest },
      last_deployment: { id: deploymentId, origin: 'deploy', state: 'succeeded' },
    })
  })

  test('keeps every one of many variables that are set at once', async () => {
    const { id } = await server.client.containers.create(
      server.made.environment.id,
      containerBody('many', registryId),
    )
    const names = Array.from({ length: 8 }, (_, index) => `NAME_${index}`)
    const add = async (key: string): Promise<void> => {
      try {
        await server.client.containers.addVariable(id, { key, value: '1' })
      } catch (error) {
        // Two at the very same moment: one is told to try again, and nothing is lost.
        if (!(error instanceof ApiError) || error.code !== 'container.conflict') throw error
        await add(key)
      }
    }
    await Promise.all(names.map(add))
    expect((await server.client.containers.variables(id)).map(({ key }) => key)).toEqual(names)
  })

  test('that was never deployed has nothing to stop or to go back to', async () => {
    const { id } = await server.client.containers.create(
      server.made.environment.id,
      containerBody('idle', registryId),
    )
    expect((await failure(server.client.containers.stop(id))).code).toBe('container.not_deployed')
    expect((await failure(server.client.containers.rollback(id))).code).toBe('rollback.unavailable')
  })

  test('needs a registry of its organization', async () => {
    const body = containerBody('stray', crypto.randomUUID())
    const { issues } = await failure(server.client.containers.create(server.made.environment.id, body))
    expect(issues.map(({ field }) => field)).toEqual(['registry_id'])
  })
})

describe('events', () => {
  /** A line to the server that can be cut. */
  async function cuttableLine(): Promise<{ url: string; cut(): void }> {
    const { port, hostname } = new URL(server.url)
    const lines = new Set<Socket>()
    const proxy = createServer((inward) => {
      const outward = connect(Number(port), hostname)
      for (const each of [inward, outward]) {
        lines.add(each)
        each.on('error', () => undefined)
      }
      inward.pipe(outward).pipe(inward)
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const cut = (): void => {
      for (const line of lines) line.destroy()
      lines.clear()
    }
    onTestFinished(() => {
      cut()
      proxy.close()
    })
    return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, cut }
  }

  test('come in order, once each, across broken lines', async () => {
    const line = await cuttableLine()
    const client = createApiClient({ baseUrl: line.url, token: server.token, wait: () => Promise.resolve() })
    const seen: number[] = []
    const names: string[] = []
    const end = new AbortController()
    let made = 0
    const make = async (): Promise<void> => {
      made += 1
      const body = { ...server.registryBody(`event ${made}`) }
      await server.client.registries.create(organizationId, body, { unverified: true })
    }
    let opened = false
    const onOpen = (): void => {
      if (opened) return
      opened = true
      void make()
    }
    for await (const event of client.events(organizationId, { signal: end.signal, onOpen })) {
      seen.push(event.id)
      if (event.type !== 'registry.created') continue
      names.push(event.data.name)
      if (made === 4) end.abort()
      line.cut()
      if (made < 4) await make()
    }
    expect(names).toEqual(['event 1', 'event 2', 'event 3', 'event 4'])
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(new Set(seen).size).toBe(seen.length)
  })

  test('from the beginning tell all that is kept, and never a secret', async () => {
    const end = new AbortController()
    const seen: string[] = []
    const { name } = await server.client.registries.create(organizationId, server.registryBody('last one'), {
      unverified: true,
    })
    for await (const event of server.client.events(organizationId, { after: 0, signal: end.signal })) {
      seen.push(JSON.stringify(event))
      if (event.type === 'registry.created' && event.data.name === name) end.abort()
    }
    expect(seen.length).toBeGreaterThan(10)
    expect(seen.join('\n')).not.toContain(server.twin.connectToken.reveal())
  })
})

import { createApiClient } from '@fairlead/api/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let image: string
let organizationId: string
const api = () => createApiClient({ baseUrl: server.url, token: server.token })

beforeAll(async () => {
  server = await startTestServer()
  image = `${new URL(server.twin.twin.url).host}/acme/app`
  organizationId = (await api().organizations.list())[0]?.id ?? ''
  const add = async (name: string, password: string) =>
    api().registries.create(
      organizationId,
      { name, kind: 'GITHUB_CR', url: server.twin.twin.url, config: { username: 'acme', password } },
      { unverified: true },
    )
  await add('ada', server.twin.tokens.good)
  await add('eve', server.twin.tokens.stranger)
})
afterAll(() => server.close())

test('--saved asks with every registry of the organization, and says which one is chosen', async () => {
  const { code, out, err } = await server.fairlead(['doctor', `${image}:1.4`, '--saved'])
  expect(out).toMatch(/It is pulled with ada: eve has the same prefix acme, and it is the older one\./)
  expect(out).toMatch(/✓ Pull /)
  expect(out).toMatch(/✗ eve +.*Not used: it fits as well as ada/)
  expect(out).toMatch(/✗ Anonymously/)
  expect({ code, err }).toEqual({ code: 0, err: '' })
})

test('--saved with a line alone', async () => {
  const line = `Failed to pull image "${image}:9.9": not found`
  const { code, out } = await server.fairlead(['doctor', '--explain', line, '--saved', '-o', 'json'])
  const { diagnosis } = JSON.parse(out)
  expect(diagnosis).toMatchObject({
    subject: `${image}:9.9`,
    cause: 'tag.not_found',
    explanation: { tool: 'kubelet', causes: [{ code: 'tag.not_found', state: 'confirmed' }, {}, {}] },
  })
  expect(code).toBe(1)
})

test('what a saved credential lacks is a fact of that one, not the cause of a line that another may have printed', async () => {
  const line = 'denied: permission_denied: write_package'
  const explain = async (...more: string[]) => {
    const argv = ['doctor', `${image}:1.4`, '--saved', '--explain', line, ...more]
    return (await server.fairlead(argv)).out.replaceAll(/\s+/g, ' ')
  }
  const unknown = await explain()
  expect(unknown).toContain(
    'Whether ada printed the line is not known, nor that this is its cause. ✗ The token lacks the scope write:packages',
  )
  expect(unknown).toContain('✗ It does not work with ada: 1 error')
  const known = await explain('--same-credential')
  expect(known).not.toContain('nor that this is its cause')
  expect(known).toContain('✗ It does not work: 1 error')
})

test('the API answers the same as JSON and as a stream, and no secret with it', async () => {
  const whole = await api().diagnose(organizationId, { subject: `${image}:1.4` })
  const seen: string[] = []
  const streamed = await api().diagnose(
    organizationId,
    { subject: `${image}:1.4` },
    {
      onStart: ({ name, chosen }, { id }) => seen.push(`start ${name} ${chosen} ${id}`),
      onCheck: ({ name }, { id, status }) => seen.push(`end ${name} ${id} ${status}`),
      onAttempt: ({ identity }) => seen.push(`attempt ${identity.name}`),
    },
  )
  expect(streamed.choice).toBe(whole.choice)
  expect(seen).toContain('start ada true registry.pull')
  expect(seen).toContain('end ada registry.pull passed')
  expect(seen.filter((each) => each.startsWith('attempt')).toSorted()).toEqual([
    'attempt ada',
    'attempt anonymous',
    'attempt eve',
  ])
  for (const secret of Object.values(server.twin.tokens))
    expect(JSON.stringify([whole, streamed, seen])).not.toContain(secret)
})

test('what is no image is refused before anybody is asked', async () => {
  const refused = api().diagnose(organizationId, { subject: `${image}:-` })
  await expect(refused).rejects.toMatchObject({ code: 'image.reference_invalid', status: 400 })
  await expect(api().diagnose(organizationId, {})).rejects.toMatchObject({ code: 'request.invalid' })
})

test('a viewer may not have the credentials used', async () => {
  const { token } = await api().tokens.create(organizationId, { name: 'eyes', role: 'viewer' })
  const viewer = createApiClient({ baseUrl: server.url, token })
  await expect(viewer.diagnose(organizationId, { subject: image })).rejects.toMatchObject({
    code: 'permission.denied',
  })
})

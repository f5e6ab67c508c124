import { expect, test } from 'vitest'
import { json, ociError, serve } from '../../test/scripted-server.ts'
import { credential, signal, testClient } from '../../test/test-client.ts'

const all = (client: ReturnType<typeof testClient>) => Array.fromAsync(client.tags('acme/app', signal()))

test.each([
  ['relative', (_url: string) => '</v2/acme/app/tags/list?last=b&n=2>; rel="next"'],
  ['absolute', (url: string) => `<${url}/v2/acme/app/tags/list?last=b&n=2>; rel="next"`],
  ['relative to the page', () => '<list?last=b&n=2>; rel=next'],
  [
    'one of several',
    () => '</first>; rel="first", </v2/acme/app/tags/list?last=b&n=2>; title="a, b"; rel="next last"',
  ],
])('pages are followed in the order of the registry: a %s link', async (_kind, link) => {
  const server = await serve((request, response) =>
    request.path.includes('last=b')
      ? json(response, 200, { name: 'acme/app', tags: ['a'] })
      : json(
          response,
          200,
          { name: 'acme/app', tags: ['z', 'b'] },
          { link: link(`http://${request.headers.host}`) },
        ),
  )
  expect(await all(testClient(server))).toEqual(['z', 'b', 'a'])
  expect(server.lines()).toEqual([
    'GET /v2/acme/app/tags/list?n=1000',
    'GET /v2/acme/app/tags/list?last=b&n=2',
  ])
})

test('a page is only asked for when its tags are wanted', async () => {
  const server = await serve((_request, response) =>
    json(response, 200, { tags: ['a'] }, { link: '</v2/acme/app/tags/list?last=a>; rel="next"' }),
  )
  for await (const tag of testClient(server).tags('acme/app', signal())) {
    expect(tag).toBe('a')
    break
  }
  expect(server.seen).toHaveLength(1)
})

test('pages that lead back to one another are a bad answer, not a loop', async () => {
  const server = await serve((request, response) => {
    const next = request.path.includes('last=a') ? 'b' : 'a'
    json(response, 200, { tags: [next] }, { link: `</v2/acme/app/tags/list?last=${next}>; rel="next"` })
  })
  await expect(all(testClient(server))).rejects.toMatchObject({ code: 'registry.bad_answer' })
  expect(server.seen).toHaveLength(3)
})

test('a next page on another host is not followed', async () => {
  const thief = await serve((_request, response) => json(response, 200, { tags: [] }))
  const server = await serve((_request, response) =>
    json(response, 200, { tags: ['a'] }, { link: `<${thief.url}/v2/acme/app/tags/list>; rel="next"` }),
  )
  await expect(all(testClient(server))).rejects.toMatchObject({ code: 'registry.bad_answer' })
  expect(thief.seen).toHaveLength(0)
})

test('a registry without tags there is an empty list: null', async () => {
  const server = await serve((_request, response) => json(response, 200, { name: 'acme/app', tags: null }))
  expect(await all(testClient(server))).toEqual([])
})

test('a registry that refuses the page size is asked without one', async () => {
  const server = await serve((request, response) =>
    request.path.includes('n=')
      ? ociError(response, 400, 'PAGINATION_NUMBER_INVALID', 'invalid number of results requested')
      : json(response, 200, { tags: ['a'] }),
  )
  expect(await all(testClient(server))).toEqual(['a'])
})

test.each([
  ['garbage', 'garbage'],
  ['no tags', '{}'],
  ['tags that are no strings', '{"tags":[1]}'],
])('%s is a bad answer', async (_what, body) => {
  const server = await serve((_request, response) => void response.writeHead(200).end(body))
  await expect(all(testClient(server))).rejects.toMatchObject({ code: 'registry.bad_answer' })
})

test('a denial tells why', async () => {
  const server = await serve((_request, response) =>
    ociError(response, 403, 'DENIED', 'requested access to the resource is denied'),
  )
  const client = testClient({ ...server, credential: credential('a', 'b') })
  await expect(all(client)).rejects.toMatchObject({
    code: 'credential.denied',
    message: expect.stringContaining('list the tags of acme/app'),
  })
})

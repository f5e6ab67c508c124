import { type CatalogImage, isAppError, Secret, systemClock } from '@fairlead/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loopbackFetch } from '../testing/loopback-fetch.ts'
import { answerJson, serveScript } from '../testing/scripted-server.ts'
import { createWorld, type World } from '../testing/world.ts'
import { createGithubProviders } from './provider.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const collect = async (images: AsyncIterable<CatalogImage> | undefined): Promise<string[]> =>
  images ? (await Array.fromAsync(images)).map(({ repository }) => repository).toSorted() : []

const list = (
  account: { owner?: string; token?: string },
  search = '',
  signal = new AbortController().signal,
) => collect(world.provider.images?.(world.connection(account), search, signal))

test('lists the images of an organization and of a user, with what is known of them', async () => {
  const token = await world.token()
  expect(await list({ owner: 'acme', token })).toEqual(['acme/app', 'acme/linked', 'acme/public'])
  expect(await list({ owner: 'ada', token })).toEqual(['ada/tool'])
  const { signal } = new AbortController()
  const images = world.provider.images?.(world.connection({ owner: 'acme', token }), 'link', signal) ?? []
  expect(await Array.fromAsync(images)).toEqual([
    {
      repository: 'acme/linked',
      visibility: 'private',
      linkedRepository: 'acme/shop',
      updatedAt: expect.any(String),
      versionCount: 1,
    },
  ])
})

test('finds images by a part of their name', async () => {
  expect(await list({ owner: 'acme', token: await world.token() }, ' AP')).toEqual(['acme/app'])
})

test('an owner that is not there has no images', async () => {
  expect(await list({ owner: 'nobody', token: await world.token() })).toEqual([])
})

test.each([
  ['a dead token', 'credential.refused', `ghp_${'A'.repeat(30)}0uCPlr`],
  ['no token', 'operation.unsupported', undefined],
])('%s is %s', async (_what, code, token) => {
  await expect(list({ owner: 'acme', ...(token ? { token } : {}) })).rejects.toMatchObject({ code })
})

test('a token without the scope is credential.denied', async () => {
  const token = await world.token({ scopes: ['read:org'] })
  await expect(list({ owner: 'acme', token })).rejects.toMatchObject({ code: 'credential.denied' })
})

test('a canceled list is operation.canceled', async () => {
  const token = await world.token()
  await expect(list({ owner: 'acme', token }, '', AbortSignal.abort())).rejects.toSatisfy((error) =>
    isAppError(error, 'operation.canceled'),
  )
})

/** Lists by an API that has a next page after each one; `follow` gives the number of that page. */
async function listPages(follow: (page: number) => number, enough: number) {
  const api = 'http://127.0.0.1:9/api/v3'
  let asked = 0
  const { GITHUB_CR } = createGithubProviders({
    clock: systemClock,
    compatibleHosts: [{ registry: 'http://127.0.0.1:9', api }],
    // Nothing is connected to: thousands of real requests prove no more.
    fetch: async (input) => {
      asked += 1
      if (asked > enough) throw new Error('The list has no end.')
      const page = Number(new URL(String(input)).searchParams.get('page') ?? 1)
      const link = `<${api}/orgs/acme/packages?page=${follow(page)}>; rel="next"`
      return Response.json([{ name: `app-${page}` }], { headers: { link } })
    },
  })
  const secrets = { password: new Secret('ghp_x') }
  const url = 'http://127.0.0.1:9'
  const connection = { kind: 'GITHUB_CR', url, config: { username: 'acme' }, secrets } as const
  const listing = collect(GITHUB_CR.images?.(connection, '', new AbortController().signal))
  const error: unknown = await listing.catch((reason: unknown) => reason)
  return { error, asked }
}

const endless = expect.objectContaining({
  code: 'registry.bad_answer',
  message: 'The GitHub API lists packages without end.',
})

test('pages that lead back to one another are registry.bad_answer', async () => {
  expect(await listPages((page) => (page === 3 ? 2 : page + 1), 10)).toEqual({ error: endless, asked: 3 })
})

test('pages that never end are registry.bad_answer', async () => {
  expect(await listPages((page) => page + 1, 2000)).toEqual({ error: endless, asked: 1000 })
})

test('follows the pages, but never to another host', async () => {
  const thief = await serveScript((_request, response) => answerJson(response, 200, []))
  const server = await serveScript((request, response) => {
    const page = new URL(request.url ?? '/', server.url).searchParams.get('page') ?? '1'
    const next = page === '1' ? `${server.url}/api/v3/page?page=2` : `${thief.url}/api/v3/page?page=3`
    answerJson(response, 200, [{ name: `app-${page}` }], { link: `<${next}>; rel="next"` })
  })
  const host = { registry: server.url, api: `${server.url}/api/v3` }
  const { GITHUB_CR } = createGithubProviders({
    fetch: loopbackFetch().fetch,
    clock: systemClock,
    compatibleHosts: [host],
  })
  const secrets = { password: new Secret('ghp_x') }
  const connection = { kind: 'GITHUB_CR', url: server.url, config: { username: 'acme' }, secrets } as const
  const { signal } = new AbortController()
  expect(await collect(GITHUB_CR.images?.(connection, '', signal))).toEqual(['acme/app-1', 'acme/app-2'])
  expect(thief.seen).toEqual([])
})

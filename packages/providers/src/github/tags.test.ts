import { type CatalogTag, type CatalogTags, Secret, systemClock } from '@fairlead/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loopbackFetch } from '../testing/loopback-fetch.ts'
import { answerJson, type Script, serveScript } from '../testing/scripted-server.ts'
import { createWorld, type World } from '../testing/world.ts'
import { createGithubProviders } from './provider.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const never = new AbortController().signal
const list = (repository: string, token: string | undefined, signal = never) =>
  world.provider.tags?.(
    world.connection({ owner: 'acme', ...(token ? { token } : {}) }),
    repository,
    undefined,
    signal,
  )

test('tells the tags of an organization and of a user newest first, with digest and times', async () => {
  const token = await world.token()
  expect(await list('acme/app', token)).toEqual({
    tags: ['1.0', '0.9'].map((name) => ({
      name,
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    })),
  })
  expect((await list('ada/tool', token))?.tags.map(({ name }) => name)).toEqual(['1.0'])
})

test.each([
  ['a package that is not there', 'acme/absent', 'operation.unsupported', () => world.token()],
  ['no token', 'acme/app', 'operation.unsupported', async () => undefined],
  ['a dead token', 'acme/app', 'credential.refused', async () => `ghp_${'A'.repeat(30)}0uCPlr`],
  ['a token without the scope', 'acme/app', 'credential.denied', () => world.token({ scopes: ['read:org'] })],
])('%s: %s is %s', async (_what, repository, code, token) => {
  await expect(list(repository, await token())).rejects.toMatchObject({ code })
})

test('a canceled list is operation.canceled', async () => {
  await expect(list('acme/app', await world.token(), AbortSignal.abort())).rejects.toMatchObject({
    code: 'operation.canceled',
  })
})

/** What an API with this script lists to its end, and the pages that it was asked for. */
async function follow(script: (page: number, url: string) => Parameters<typeof answerJson>[2]) {
  const asked: string[] = []
  const serve: Script = (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', server.url)
    asked.push(`${pathname.replace('/api/v3', '')} ${searchParams.get('page')}`)
    const page = Number(searchParams.get('page'))
    if (pathname.startsWith('/api/v3/orgs')) return answerJson(response, 404, { message: 'Not Found' })
    answerJson(response, 200, script(page, server.url), {
      link: `<${server.url}/elsewhere?page=${page + 1}>; rel="next"`,
    })
  }
  const server = await serveScript(serve)
  const { GITHUB_CR } = createGithubProviders({
    fetch: loopbackFetch().fetch,
    clock: systemClock,
    compatibleHosts: [{ registry: server.url, api: `${server.url}/api/v3` }],
  })
  const secrets = { password: new Secret('ghp_x') }
  const connection = { kind: 'GITHUB_CR', url: server.url, config: { username: 'ada' }, secrets } as const
  const tags: CatalogTag[] = []
  let from: string | undefined
  do {
    const found: CatalogTags | undefined = await GITHUB_CR.tags?.(connection, 'ada/team/app', from, never)
    tags.push(...(found?.tags ?? []))
    from = found?.next
  } while (from !== undefined)
  return { tags, asked }
}

const version = (id: number, ...tags: string[]) => ({
  id,
  name: `sha256:${String(id).padStart(64, '0')}`,
  metadata: { container: { tags } },
})

test('asks for the owner once, then for page after page, and never beyond what GitHub answers', async () => {
  const { tags, asked } = await follow((page) => [version(page, `v${page}`), version(1000 + page)])
  expect(tags).toHaveLength(100)
  expect(tags.slice(0, 2).map(({ name }) => name)).toEqual(['v1', 'v2'])
  expect(asked).toHaveLength(101)
  expect(asked.slice(0, 3)).toEqual([
    '/orgs/ada/packages/container/team%2Fapp/versions 1',
    '/users/ada/packages/container/team%2Fapp/versions 1',
    '/users/ada/packages/container/team%2Fapp/versions 2',
  ])
})

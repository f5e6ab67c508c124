import { beforeEach, describe, expect, test } from 'vitest'
import { apiRefusal, startTestTwin, type TestTwin } from '../testing/twin.ts'

let twin: TestTwin
let pusher: string
beforeEach(async () => {
  twin = await startTestTwin()
  pusher = await twin.token({ scopes: ['write:packages'] })
})

const LIST = '/orgs/acme/packages?package_type=container'
const names = ({ json }: { json: unknown }) => (json as { name: string }[]).map(({ name }) => name)

describe('lists', () => {
  beforeEach(async () => {
    for (const name of ['one', 'two', 'team/three']) await twin.state.putPackage({ owner: 'acme', name })
    await twin.state.putPackage({ owner: 'acme', name: 'two', visibility: 'public' })
    await twin.state.putPackage({ owner: 'alice', name: 'own' })
    await twin.state.putPackage({ owner: 'alice', name: 'shown', visibility: 'public' })
  })

  test('an organization shows its packages to members, its public ones to anyone', async () => {
    const scopes = ['read:packages']
    expect(names(await twin.api(LIST, await twin.token({ login: 'bob', scopes })))).toEqual([
      'one',
      'team/three',
      'two',
    ])
    expect(names(await twin.api(LIST, await twin.token({ login: 'zoe', scopes })))).toEqual(['two'])
    expect(names(await twin.api(`${LIST}&visibility=public`, await twin.token({ scopes })))).toEqual(['two'])
  })

  test('a user shows all packages to himself, the public ones to others', async () => {
    const query = '?package_type=container'
    expect(names(await twin.api(`/user/packages${query}`, pusher))).toEqual(['own', 'shown'])
    const other = await twin.token({ login: 'zoe', scopes: ['read:packages'] })
    expect(names(await twin.api(`/users/alice/packages${query}`, other))).toEqual(['shown'])
  })

  test('need read:packages, and not repo', async () => {
    await twin.state.putPackage({ owner: 'acme', name: 'one', repository: 'acme/shop' })
    const answer = await twin.api(LIST, await twin.token({ scopes: ['repo', 'read:org'] }))
    expect(apiRefusal(answer)).toBe('403 You need at least read:packages scope to list packages.')
    expect(names(await twin.api(LIST, await twin.token({ scopes: ['read:packages'] })))).toContain('one')
    expect((await twin.api(LIST)).status).toBe(401)
  })

  test('are not for fine-grained tokens and Apps', async () => {
    expect(apiRefusal(await twin.api(LIST, await twin.token({ kind: 'fine-grained' })))).toBe(
      '403 Resource not accessible by personal access token',
    )
    expect(apiRefusal(await twin.api(LIST, await twin.token({ kind: 'installation' })))).toBe(
      '403 Resource not accessible by integration',
    )
  })

  test('need a type and an owner of the right kind', async () => {
    expect((await twin.api('/orgs/acme/packages', pusher)).status).toBe(400)
    expect((await twin.api('/orgs/acme/packages?package_type=wheel', pusher)).status).toBe(400)
    expect((await twin.api(`${LIST}&visibility=secret`, pusher)).status).toBe(400)
    expect((await twin.api('/orgs/acme/packages?package_type=npm', pusher)).json).toEqual([])
    expect((await twin.api('/orgs/alice/packages?package_type=container', pusher)).status).toBe(404)
  })

  test('come in pages that link to one another', async () => {
    const first = await twin.api(`${LIST}&per_page=2`, pusher)
    expect(names(first)).toEqual(['one', 'team/three'])
    const base = `${twin.apiUrl}/orgs/acme/packages?package_type=container&per_page=2`
    expect(first.headers.get('link')).toBe(`<${base}&page=2>; rel="next", <${base}&page=2>; rel="last"`)
    const second = await twin.api(`${LIST}&per_page=2&page=2`, pusher)
    expect(names(second)).toEqual(['two'])
    expect(second.headers.get('link')).toBe(`<${base}&page=1>; rel="prev", <${base}&page=1>; rel="first"`)
    expect((await twin.api(LIST, pusher)).headers.has('link')).toBe(false)
    expect((await twin.api(`${LIST}&per_page=100&page=101`, pusher)).status).toBe(400)
  })
})

describe('a package', () => {
  test('has the fields that the documentation names; an unlinked one has no repository', async () => {
    await twin.push('acme/team/app', 'v1', pusher)
    const answer = await twin.api('/orgs/acme/packages/container/team%2Fapp', pusher)
    expect(answer.json).toMatchObject({
      name: 'team/app',
      package_type: 'container',
      visibility: 'private',
      version_count: 1,
      owner: { login: 'Acme', type: 'Organization' },
      url: `${twin.apiUrl}/orgs/Acme/packages/container/team%2Fapp`,
      html_url: `${twin.url}/orgs/Acme/packages/container/package/team%2Fapp`,
      created_at: '2026-06-01T12:00:00Z',
      updated_at: '2026-06-01T12:00:00Z',
    })
    expect(answer.json).not.toHaveProperty('repository')
  })

  test('tells the linked repository and whether it is private', async () => {
    await twin.state.putPackage({ owner: 'acme', name: 'app', repository: 'acme/shop' })
    const answer = await twin.api('/orgs/acme/packages/container/app', pusher)
    expect(answer.json).toMatchObject({ repository: { full_name: 'Acme/shop', private: true } })
  })

  test('refuses by scope before existence, and hides what the caller may not see', async () => {
    await twin.state.putPackage({ owner: 'acme', name: 'app' })
    const get = async (name: string, login: string, scopes: string[]) =>
      apiRefusal(await twin.api(`/orgs/acme/packages/container/${name}`, await twin.token({ login, scopes })))
    const needs = '403 You need at least read:packages scope to get a package.'
    expect(await get('app', 'alice', [])).toBe(needs)
    expect(await get('absent', 'alice', [])).toBe(needs)
    expect(await get('absent', 'alice', ['read:packages'])).toBe('404 Package not found.')
    expect(await get('app', 'zoe', ['read:packages'])).toBe('404 Package not found.')
  })
})

describe('versions', () => {
  const VERSIONS = '/orgs/acme/packages/container/app/versions'
  interface Version {
    readonly id: number
    readonly name: string
    readonly metadata: { readonly container: { readonly tags: readonly string[] } }
  }
  const versions = async () => (await twin.api(VERSIONS, pusher)).json as Version[]

  test('are the manifests with their tags, newest first', async () => {
    const first = await twin.push('acme/app', 'v1', pusher, { layer: 'one' })
    twin.clock.advance(1000)
    const second = await twin.push('acme/app', 'v2', pusher, { layer: 'two' })
    await twin.push('acme/app', 'latest', pusher, { layer: 'two' })
    const list = await versions()
    expect(list.map(({ name, metadata }) => [name, metadata.container.tags])).toEqual([
      [second, ['latest', 'v2']],
      [first, ['v1']],
    ])
    const one = await twin.api(`${VERSIONS}/${list[1]?.id}`, pusher)
    expect(one.json).toMatchObject({ name: first, metadata: { package_type: 'container' } })
  })

  test('need read:packages', async () => {
    await twin.push('acme/app', 'v1', pusher)
    expect(apiRefusal(await twin.api(VERSIONS, await twin.token()))).toBe(
      "403 You need at least read:packages scope to get a package's versions.",
    )
    expect(apiRefusal(await twin.api('/orgs/acme/packages/container/absent/versions', pusher))).toBe(
      '404 Package not found.',
    )
  })

  test('can be deleted but for the last one that has a tag', async () => {
    const gone = await twin.push('acme/app', 'v1', pusher, { layer: 'one' })
    await twin.push('acme/app', 'v2', pusher, { layer: 'two' })
    const [kept, removed] = await versions().then((list) => [
      list.find(({ name }) => name !== gone)?.id,
      list.find(({ name }) => name === gone)?.id,
    ])
    const remove = async (id: number | undefined, scopes: string[], login = 'alice') =>
      apiRefusal(await twin.api(`${VERSIONS}/${id}`, await twin.token({ login, scopes }), 'DELETE'))
    const scopes = ['delete:packages', 'read:packages']
    const needs =
      '403 You need at least delete:packages and read:packages scopes to delete a package version.'
    expect(await remove(removed, ['read:packages'])).toBe(needs)
    expect(await remove(removed, ['delete:packages'])).toBe(needs)
    expect(await remove(removed, scopes, 'bob')).toBe('403 Must have admin rights to Repository.')
    expect(await remove(removed, scopes)).toBe('204 ')
    expect(await remove(removed, scopes)).toBe('404 Package version not found.')
    expect(await remove(kept, scopes)).toBe(
      '400 You cannot delete the last tagged version of a package. You must delete the package instead.',
    )
    const pulled = await twin.registry('GET', 'acme/app', `manifests/${gone}`, pusher)
    expect(pulled.status).toBe(404)
  })
})

test('a package that is deleted takes its images along', async () => {
  await twin.push('acme/app', 'v1', pusher)
  const path = '/orgs/acme/packages/container/app'
  const reader = await twin.token({ scopes: ['read:packages'] })
  expect(apiRefusal(await twin.api(path, reader, 'DELETE'))).toBe(
    '403 You need at least delete:packages and read:packages scopes to delete a package.',
  )
  const deleter = await twin.token({ scopes: ['delete:packages', 'read:packages'] })
  expect((await twin.api(path, deleter, 'DELETE')).status).toBe(204)
  expect((await twin.api(path, reader)).status).toBe(404)
  expect((await twin.registry('GET', 'acme/app', 'manifests/v1', reader)).status).toBe(403)
  await twin.push('acme/app', 'v2', pusher)
  expect((await twin.state.versions('acme', 'app')).flatMap(({ tags }) => tags)).toEqual(['v2'])
})

import { beforeEach, describe, expect, test } from 'vitest'
import { encoded, pushImage, refusal, startTestTwin, type TestTwin } from '../testing/twin.ts'

const SCOPES = '403 DENIED/permission_denied: The token provided does not match expected scopes.'
const CREATE = '403 DENIED/permission_denied: create_package'
const WRITE = '403 DENIED/permission_denied: write_package'

let twin: TestTwin
beforeEach(async () => {
  twin = await startTestTwin()
})

/** The probe that clients make: opening an upload session creates nothing. */
const probe = async (repository: string, token?: string) => {
  const answer = await twin.registry('POST', repository, 'blobs/uploads/', token)
  return answer.status === 202 ? 'may push' : refusal(answer)
}

describe('a first push', () => {
  test('makes a private, unlinked package of its pusher', async () => {
    const token = await twin.token({ login: 'bob', scopes: ['write:packages'] })
    await twin.push('acme/team/app', 'v1', token)
    expect(twin.state.package('acme', 'team/app')).toMatchObject({
      owner: 'Acme',
      name: 'team/app',
      visibility: 'private',
      repository: null,
      inheritsAccess: true,
      collaborators: [{ login: 'bob', role: 'admin' }],
    })
  })

  test('makes the package with its manifest, not before', async () => {
    const token = await twin.token({ scopes: ['write:packages'] })
    expect(await probe('acme/app', token)).toBe('may push')
    expect(twin.state.package('acme', 'app')).toBeUndefined()
  })

  test('twice at once makes one package', async () => {
    const token = await twin.token({ scopes: ['write:packages'] })
    await Promise.all(['a', 'b', 'c'].map((tag) => twin.push('acme/app', tag, token)))
    expect(twin.state.packages('acme')).toHaveLength(1)
    expect((await twin.state.versions('acme', 'app')).flatMap(({ tags }) => tags).sort()).toEqual([
      'a',
      'b',
      'c',
    ])
  })

  test('by a name of the own user needs no organization', async () => {
    await twin.push('zoe/app', 'v1', await twin.token({ login: 'zoe', scopes: ['write:packages'] }))
    expect(twin.state.package('zoe', 'app')?.owner).toBe('zoe')
  })

  test('is refused under a foreign owner, and where members may not create', async () => {
    const scopes = ['write:packages']
    expect(await probe('acme/app', await twin.token({ login: 'zoe', scopes }))).toBe(CREATE)
    expect(await probe('acme/app', await twin.token({ login: 'penny', scopes }))).toBe(CREATE)
    expect(await probe('bob/app', await twin.token({ scopes }))).toBe(CREATE)
    await twin.state.putOrganization({ login: 'acme', membersCanCreatePackages: false })
    expect(await probe('acme/app', await twin.token({ login: 'bob', scopes }))).toBe(CREATE)
    expect(await probe('acme/app', await twin.token({ login: 'alice', scopes }))).toBe('may push')
  })

  test('is refused where there is no such owner', async () => {
    const token = await twin.token({ scopes: ['write:packages'] })
    expect(await probe('nobody/app', token)).toBe('403 DENIED/not_found: owner not found')
  })
})

describe('a push to an existing package', () => {
  beforeEach(async () => {
    await twin.push('acme/app', 'v1', await twin.token({ scopes: ['write:packages'] }))
  })

  test('needs the right to write there', async () => {
    const scopes = ['write:packages']
    expect(await probe('acme/app', await twin.token({ login: 'bob', scopes }))).toBe(WRITE)
    await twin.state.putPackage({
      owner: 'acme',
      name: 'app',
      collaborators: [{ login: 'bob', role: 'write' }],
    })
    expect(await probe('acme/app', await twin.token({ login: 'bob', scopes }))).toBe('may push')
  })

  test('needs the right scope and the right kind of token', async () => {
    expect(await probe('acme/app', await twin.token({ scopes: ['read:packages'] }))).toBe(SCOPES)
    expect(await probe('acme/app', await twin.token({ scopes: ['repo'] }))).toBe(SCOPES)
    expect(await probe('acme/app', await twin.token({ kind: 'fine-grained' }))).toBe(SCOPES)
    expect(await probe('acme/app', await twin.token({ kind: 'oauth', scopes: ['write:packages'] }))).toBe(
      'may push',
    )
  })

  test('needs a single sign-on grant', async () => {
    await twin.state.putOrganization({ login: 'acme', samlSso: true })
    const scopes = ['write:packages']
    expect(await probe('acme/app', await twin.token({ scopes }))).toBe(
      '401 UNAUTHORIZED/authentication required',
    )
    expect(await probe('acme/app', await twin.token({ scopes, sso: ['acme'] }))).toBe('may push')
  })

  test('by nobody is unauthorized', async () => {
    const answer = await twin.ask('/v2/acme/app/blobs/uploads/', {
      method: 'POST',
      headers: { authorization: 'Bearer QQ==' },
    })
    expect(refusal(answer)).toBe('401 UNAUTHORIZED/authentication required')
  })
})

describe("a workflow's token", () => {
  const workflow = { kind: 'actions', repository: 'acme/shop' } as const

  test('makes a package linked to its repository, and may push there again', async () => {
    const token = await twin.token(workflow)
    await twin.push('acme/app', 'v1', token)
    expect(twin.state.package('acme', 'app')?.repository).toBe('Acme/shop')
    expect(await probe('acme/app', await twin.token(workflow))).toBe('may push')
    expect(await probe('acme/app', await twin.token({ ...workflow, repository: 'acme/site' }))).toBe(WRITE)
  })

  test('may not push to a package that was there before and is not linked', async () => {
    await twin.push('acme/app', 'v1', await twin.token({ scopes: ['write:packages'] }))
    expect(await probe('acme/app', await twin.token(workflow))).toBe(WRITE)
    await twin.state.putPackage({
      owner: 'acme',
      name: 'app',
      actionsAccess: [{ repository: 'acme/shop', role: 'write' }],
    })
    expect(await probe('acme/app', await twin.token(workflow))).toBe('may push')
  })

  test('without packages: write is not allowed', async () => {
    const token = await twin.token({ ...workflow, packages: 'read' })
    expect(await probe('acme/app', token)).toBe(
      '403 DENIED/installation not allowed to Create organization package',
    )
    await twin.state.putPackage({ owner: 'acme', name: 'app' })
    expect(await probe('acme/app', token)).toBe(
      '403 DENIED/installation not allowed to Write organization package',
    )
  })
})

describe('the source label', () => {
  const SOURCE = 'org.opencontainers.image.source'
  const linkOf = async (image: Parameters<typeof pushImage>[4]) => {
    const token = await twin.token({ scopes: ['write:packages'] })
    await pushImage(twin.url, 'acme/app', 'v1', encoded(token), image)
    return twin.state.package('acme', 'app')?.repository
  }

  test('of the config links the package', async () => {
    expect(await linkOf({ labels: { [SOURCE]: 'https://github.com/acme/shop' } })).toBe('Acme/shop')
  })

  test('of an annotation links the package', async () => {
    expect(await linkOf({ annotations: { [SOURCE]: 'https://github.com/Acme/site.git' } })).toBe('Acme/site')
  })

  test('that names a repository which is absent or of another owner links nothing', async () => {
    expect(await linkOf({ labels: { [SOURCE]: 'https://github.com/acme/absent' } })).toBeNull()
    await twin.state.putRepository({ owner: 'zoe', name: 'shop' })
    expect(await linkOf({ labels: { [SOURCE]: 'https://github.com/zoe/shop' } })).toBeNull()
  })

  test('does not move a package that is linked already', async () => {
    await twin.state.putPackage({ owner: 'acme', name: 'app', repository: 'acme/site' })
    expect(await linkOf({ labels: { [SOURCE]: 'https://github.com/acme/shop' } })).toBe('Acme/site')
  })
})

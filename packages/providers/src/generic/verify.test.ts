import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type FindingCode,
  type RegistryConnection,
  Secret,
  systemClock,
  type VerifyRequest,
} from '@fairlead/core'
import { type RunningTwin, startTwin } from '@fairlead/ghcr'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AMD64, ARM64, forPlatforms, pushImage } from '../testing/images.ts'
import { createLoopbackFetch, loopbackFetch } from '../testing/loopback-fetch.ts'
import { answerJson, ociErrors, type Script, serveScript } from '../testing/scripted-server.ts'
import { createGenericProvider } from './provider.ts'

let twin: RunningTwin
let data: string
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'fairlead-generic-'))
  twin = await startTwin({ mode: 'open', data })
  const { fetch, close } = createLoopbackFetch()
  const images = forPlatforms('1.0', AMD64, ARM64)
  await pushImage({ url: twin.url, fetch, repository: 'team/app', tag: '1.0', images })
  await close()
})
afterAll(async () => {
  await twin.close()
  await rm(data, { recursive: true, force: true })
})

async function verify(url: string, request: VerifyRequest = {}, password?: string) {
  const provider = createGenericProvider({ fetch: loopbackFetch().fetch, clock: systemClock })
  const account = password === undefined ? {} : { config: { username: 'robot' } }
  const connection: RegistryConnection = {
    kind: 'GENERIC_CR',
    url,
    config: {},
    ...account,
    secrets: password === undefined ? {} : { password: new Secret(password) },
  }
  const verification = await provider.verify(connection, request, new AbortController().signal)
  const codes: FindingCode[] = verification.findings.map(({ code }) => code)
  return { ...verification, codes }
}

describe('an open registry', () => {
  test('is proved to pull and to push', async () => {
    const { ok, codes, capabilities } = await verify(twin.url, { image: 'team/app:1.0', push: true })
    expect(codes).toEqual([])
    expect(ok).toBe(true)
    expect(capabilities).toEqual({
      list: 'yes',
      pull: 'yes',
      push: 'yes',
      delete: 'unknown',
      webhook: 'unknown',
    })
  })

  test('is proved with an image of its catalog where none is named', async () => {
    const { checks, codes } = await verify(twin.url)
    expect(codes).toEqual([])
    expect(checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'registry.reachable passed',
      'credential.accepted skipped',
      'registry.list passed',
      'registry.pull passed',
      'registry.push skipped',
    ])
  })

  test.each(['app:1.0', 'team/app:1.0'])('behind a path is asked for %s below that path', async (image) => {
    const { codes, grounds } = await verify(`${twin.url}/team`, { image })
    expect(codes).toEqual([])
    expect(grounds.pull).toMatch(/^team\/app was pulled/)
  })

  test('behind a path is proved with an image below it, and with no other', async () => {
    expect((await verify(`${twin.url}/team`)).capabilities.pull).toBe('yes')
    expect((await verify(`${twin.url}/nobody`)).capabilities.pull).toBe('unknown')
  })

  test.each<[string, VerifyRequest, FindingCode, RegExp]>([
    ['an absent image', { image: 'team/web:1.0' }, 'package.not_found', /Correct the image name/],
    ['an absent tag', { image: 'team/app:1.1' }, 'tag.not_found', /\(1\.0\)/],
    ['no tag, where there is no latest', { image: 'team/app' }, 'tag.not_found', /push latest/],
    [
      'a platform that is not offered',
      { image: 'team/app:1.0', platform: { os: 'windows', architecture: 'amd64' } },
      'platform.missing',
      /windows\/amd64/,
    ],
  ])('has %s told apart', async (_what, request, code, remedy) => {
    const { codes, findings } = await verify(twin.url, request)
    expect(codes).toEqual([code])
    expect(findings[0]?.remedy?.action).toMatch(remedy)
  })
})

describe('a registry with passwords', () => {
  const basic = `Basic ${Buffer.from('robot:open sesame').toString('base64')}`
  const guarded: Script = (request, response) => {
    if (request.headers.authorization !== basic) {
      const headers = { 'www-authenticate': 'Basic realm="registry"' }
      return answerJson(response, 401, ociErrors('UNAUTHORIZED', 'authentication required'), headers)
    }
    if (request.url === '/v2/') return answerJson(response, 200, {})
    answerJson(response, 403, ociErrors('DENIED', 'requested access to the resource is denied'))
  }

  test('takes the right one, and what it then refuses is a matter of rights', async () => {
    const { url } = await serveScript(guarded)
    const { codes, checks } = await verify(url, { image: 'team/app:1.0' }, 'open sesame')
    expect(codes).toEqual(['pull.denied'])
    expect(checks.find(({ id }) => id === 'credential.accepted')?.status).toBe('passed')
  })

  test('refuses a wrong one, which is one finding', async () => {
    const { url } = await serveScript(guarded)
    const { codes, checks } = await verify(url, { image: 'team/app:1.0', push: true }, 'wrong')
    expect(codes).toEqual(['token.refused'])
    expect(checks.filter(({ status }) => status === 'skipped').map(({ id }) => id)).toEqual([
      'registry.list',
      'registry.pull',
      'registry.push',
    ])
  })

  test('lets nobody in without one', async () => {
    const { url } = await serveScript(guarded)
    const { codes, findings } = await verify(url, { image: 'team/app:1.0' })
    expect(codes).toEqual(['pull.denied'])
    expect(findings[0]?.remedy?.action).toMatch(/Give a user name and password/)
  })
})

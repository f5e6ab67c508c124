import { ApiError, type ApiErrorCode, createApiClient, type Deployment } from '@fairlead/api/client'
import { expect, test } from 'vitest'
import type { Session } from './login/session.ts'
import { watchDeployment } from './watch-deployment.ts'

const running = { id: 'd1', action: 'deploy', state: 'running', finishedAt: null } as Deployment
const ended: Deployment = { ...running, state: 'succeeded', finishedAt: '2026-11-22T17:00:00.000Z' }
const failure = (code: ApiErrorCode, status = 0) => new ApiError({ status, code, detail: 'No.' })

/** A session whose client answers each watch by the next script: deployments are yielded, errors thrown. */
function scripted(...scripts: (Deployment | Error)[][]): Session {
  const api = createApiClient({
    baseUrl: 'http://127.0.0.1:9',
    token: 'x',
    fetch: () => Promise.reject(new Error('not asked')),
  })
  const deployments = {
    ...api.deployments,
    async *watch() {
      for (const each of scripts.shift() ?? [failure('server.unreachable')]) {
        if (each instanceof Error) throw each
        yield each
      }
    },
  }
  const organization = {
    id: 'o1',
    name: 'acme',
    created_at: '',
    updated_at: '',
    description: null,
    plan: 'ENTERPRISE',
  } as const
  return {
    api: { ...api, deployments },
    url: 'http://127.0.0.1',
    organization,
    signal: new AbortController().signal,
  }
}

async function seen(session: Session, first = running, options: Parameters<typeof watchDeployment>[2] = {}) {
  const states: string[] = []
  for await (const { state } of watchDeployment(session, first, options)) states.push(state)
  return states
}

test('a server that ends meanwhile is asked again, and its silence is told once', async () => {
  let lost = 0
  const session = scripted(
    [running, failure('server.unreachable')],
    [failure('registry.rate_limited', 503)],
    [running, ended],
  )
  expect(await seen(session, running, { onLost: () => lost++ })).toEqual(['running', 'running', 'succeeded'])
  expect(lost).toBe(1)
})

test('a server that stays silent is given up', async () => {
  await expect(seen(scripted(), running, { patienceMs: 0 })).rejects.toMatchObject({
    code: 'server.unreachable',
  })
})

test('what another try does not change is thrown at once', async () => {
  await expect(seen(scripted([failure('auth.refused', 401)]))).rejects.toMatchObject({ code: 'auth.refused' })
})

test('a removal that is forgotten with its container has ended well', async () => {
  const removal: Deployment = { ...running, action: 'delete' }
  expect(await seen(scripted([removal, failure('deployment.not_found', 404)]), removal)).toEqual([
    'running',
    'succeeded',
  ])
  await expect(seen(scripted([failure('deployment.not_found', 404)]))).rejects.toMatchObject({
    code: 'deployment.not_found',
  })
})

test('one that has ended already is shown once', async () => {
  expect(await seen(scripted([ended]), ended)).toEqual(['succeeded'])
})

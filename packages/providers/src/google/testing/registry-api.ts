import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerJson } from '../../testing/scripted-server.ts'
import { apiError, apiOff } from './google-answers.ts'
import { PLACE } from './google-fixtures.ts'
import type { GoogleState } from './google-state.ts'

interface Question {
  readonly request: IncomingMessage
  readonly body: string
  readonly response: ServerResponse
}

/** The Artifact Registry API, to whom `owner` names; undefined: to nobody. */
export function answerRegistryApi(
  state: GoogleState,
  owner: string | undefined,
  { request, body, response }: Question,
) {
  const { pathname } = new URL(request.url ?? '/', 'http://x')
  if (owner === undefined) {
    return apiError(response, 401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.')
  }
  if (state.disabled.has('artifactregistry.googleapis.com')) {
    return apiError(response, 403, 'PERMISSION_DENIED', apiOff('Artifact Registry API'), 'SERVICE_DISABLED')
  }
  if (pathname.endsWith(':testIamPermissions')) {
    const asked: string[] = JSON.parse(body).permissions
    return answerJson(response, 200, { permissions: asked.filter((each) => state.permissions.has(each)) })
  }
  if (!state.mayList || !pathname.startsWith(`/v1/${PLACE}`)) {
    const text = `Permission 'artifactregistry.repositories.list' denied on resource '//artifactregistry.googleapis.com/${pathname.slice(4)}' (or it may not exist).`
    return apiError(response, 403, 'PERMISSION_DENIED', text, 'IAM_PERMISSION_DENIED')
  }
  if (pathname.endsWith('/apps/packages')) {
    const page = new URL(request.url ?? '/', 'http://x').searchParams.get('pageToken')
    const name = page === 'second' ? 'team%2Fweb' : 'api'
    const one = { name: `${PLACE}/apps/packages/${name}`, updateTime: '2026-01-02T03:04:05Z' }
    return answerJson(response, 200, { packages: [one], ...(page ? {} : { nextPageToken: 'second' }) })
  }
  if (pathname.endsWith('/packages')) return answerJson(response, 200, {})
  answerJson(response, 200, {
    repositories: [
      { name: `${PLACE}/python`, format: 'PYTHON' },
      { name: `${PLACE}/apps`, format: 'DOCKER' },
      { name: `${PLACE}/public`, format: 'DOCKER' },
    ],
  })
}

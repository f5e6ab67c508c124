import { z } from 'zod'
import { listOf, wholeNumber } from '../fields.ts'
import { operation } from '../operation.ts'
import {
  apiToken,
  apiTokenRequest,
  auditEntry,
  createdApiToken,
  health,
  me,
  sessionRequest,
} from '../wire/access.ts'
import { events } from '../wire/event.ts'

const filterText = z.string().max(255)

const ORGANIZATION = '/fairlead/v1/organization/{organizationId}'

export const getMe = operation({
  id: 'getMe',
  method: 'GET',
  path: '/fairlead/v1/me',
  tag: 'Access',
  summary: 'Say who the token is and what it may do',
  permission: 'any',
  status: 200,
  answer: me,
})

export const createSession = operation({
  id: 'createSession',
  method: 'POST',
  path: '/fairlead/v1/session',
  tag: 'Access',
  summary: 'Sign a browser in: answers who the token is, with a cookie that stands for it for a week',
  description:
    'The cookie is HttpOnly and SameSite=Strict, holds the token sealed, and ends with it. Requests that change something are taken from pages of this server only.',
  permission: 'none',
  body: sessionRequest,
  status: 200,
  answer: me,
  errors: ['auth.refused', 'request.rate_limited'],
})

export const deleteSession = operation({
  id: 'deleteSession',
  method: 'DELETE',
  path: '/fairlead/v1/session',
  tag: 'Access',
  summary: 'Sign a browser out: takes its cookie away',
  permission: 'none',
  status: 204,
})

export const listApiTokens = operation({
  id: 'listApiTokens',
  method: 'GET',
  path: `${ORGANIZATION}/apiToken`,
  tag: 'Access',
  summary: 'List the API tokens of an organization',
  permission: 'organization:write',
  status: 200,
  answer: listOf(apiToken),
  errors: ['organization.not_found'],
})

export const createApiToken = operation({
  id: 'createApiToken',
  method: 'POST',
  path: `${ORGANIZATION}/apiToken`,
  tag: 'Access',
  summary: 'Create an API token; the token itself is answered this once',
  permission: 'organization:write',
  body: apiTokenRequest,
  status: 201,
  answer: createdApiToken,
  secret: true,
  errors: ['organization.not_found', 'name.taken'],
})

export const deleteApiToken = operation({
  id: 'deleteApiToken',
  method: 'DELETE',
  path: `${ORGANIZATION}/apiToken/{apiTokenId}`,
  tag: 'Access',
  summary: 'Revoke an API token at once',
  permission: 'organization:write',
  status: 204,
  errors: ['organization.not_found', 'api_token.not_found'],
})

export const listAudit = operation({
  id: 'listAudit',
  method: 'GET',
  path: `${ORGANIZATION}/audit`,
  tag: 'Access',
  summary: 'List who changed what, newest first',
  permission: 'organization:write',
  query: z.object({
    page: wholeNumber.optional().describe('From 0.'),
    page_size: wholeNumber.optional().describe('Absent: 20; 100 at most.'),
    actor: filterText.optional().describe("Part of the actor's name, in any case."),
    action: filterText.optional().describe('Such as `CREATE`.'),
    target_type: filterText.optional().describe('Such as `CONTAINER_REGISTRY`.'),
    target: filterText.optional().describe('Id of the target, or part of its name, in any case.'),
  }),
  status: 200,
  answer: z.object({ page: z.int(), page_size: z.int(), results: z.array(auditEntry) }),
  errors: ['organization.not_found'],
})

export const readEvents = operation({
  id: 'readEvents',
  method: 'GET',
  path: `${ORGANIZATION}/events`,
  tag: 'Events',
  summary: 'Follow the events of an organization as a server-sent stream',
  description:
    'Begins after the event named by the header `Last-Event-ID` or else by `after` (0 for all that are kept), without ' +
    'either with the next event. Each event comes exactly once, in order.',
  permission: 'service:read',
  query: z.object({ after: wholeNumber.optional().describe('Id of the last event that you have seen.') }),
  status: 200,
  events,
  onlyEvents: true,
  errors: ['organization.not_found'],
})

export const getHealth = operation({
  id: 'getHealth',
  method: 'GET',
  path: '/healthz',
  tag: 'Server',
  summary: 'Answer as long as the process lives',
  permission: 'none',
  status: 200,
  answer: health,
})

export const getReadiness = operation({
  id: 'getReadiness',
  method: 'GET',
  path: '/readyz',
  tag: 'Server',
  summary: 'Answer 200 when requests can be served, 503 when they cannot',
  permission: 'none',
  status: 200,
  answer: health,
  errors: ['database.unavailable'],
})

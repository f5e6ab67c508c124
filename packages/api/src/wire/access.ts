import { z } from 'zod'
import { fault } from '../fault.ts'
import { id, name, time } from '../fields.ts'

const ROLES = ['admin', 'deployer', 'viewer', 'node'] as const

export const me = z.object({
  token_id: id,
  name: z.string(),
  organization_id: id.nullable().describe('Null for a token of the whole installation.'),
  role: z.enum(ROLES),
  permissions: z.array(z.string()),
})

export const sessionRequest = z.object({
  token: z
    .string()
    .trim()
    .max(512)
    .regex(/^[\x21-\x7e]+$/, fault('is not an API token', 'Paste the whole token, such as flt_….')),
})

export const apiTokenRequest = z.object({
  name,
  role: z
    .enum(ROLES)
    .describe(
      '`viewer` reads; `deployer` also deploys; `admin` does everything that a person does; `node` is for the nodes of a ' +
        'cluster: it is given the login that an image is pulled with, and nothing else.',
    ),
  expires_at: z.iso.datetime({ offset: true }).nullish().describe('Absent: it does not expire.'),
})

export const apiToken = z.object({
  id,
  created_at: time,
  name: z.string(),
  role: z.enum(ROLES),
  expires_at: time.nullable(),
})

export const createdApiToken = apiToken.extend({
  token: z.string().describe('The token itself: shown this once.'),
})

export const auditEntry = z.object({
  id,
  at: time,
  actor: z.string(),
  action: z.string(),
  target_type: z.string(),
  target_id: z.string(),
  target_name: z.string(),
})

export const health = z.object({ status: z.literal('ok') })

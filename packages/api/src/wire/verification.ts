import { z } from 'zod'
import { finding } from './finding.ts'

export const checkStarted = z.object({ id: z.string(), title: z.string() })

export const check = z.object({
  id: z.string().describe('Stable name of the check.'),
  title: z.string(),
  status: z.enum(['passed', 'warning', 'failed', 'skipped']),
  detail: z.string().describe('One sentence with the evidence.'),
  findings: z.array(finding),
  started_after_ms: z
    .number()
    .describe('Milliseconds from the start of the verification to the start of this check.'),
  duration_ms: z.number(),
})

const ability = z.enum(['yes', 'no', 'unknown'])

export const verification = z.object({
  ok: z.boolean().describe('No finding is an error.'),
  checks: z.array(check),
  findings: z.array(finding).describe('Of all checks, errors first.'),
  capabilities: z
    .object({ list: ability, pull: ability, push: ability, delete: ability })
    .describe('What the credential was proved able to do.'),
  credential: z
    .object({
      type: z.enum([
        'anonymous',
        'password',
        'github-classic',
        'github-fine-grained',
        'github-oauth',
        'github-app-user',
        'github-app-installation',
        'unknown',
      ]),
      login: z.string().exactOptional(),
      scopes_granted: z.array(z.string()).exactOptional(),
      scopes_needed: z.array(z.string()).exactOptional(),
      expires_at: z.string().nullable().exactOptional(),
      owner_type: z.enum(['user', 'organization']).exactOptional(),
      sso: z.enum(['not-required', 'authorized', 'required']).exactOptional(),
    })
    .describe('What is known of the credential; what is absent is not known.'),
  started_at: z.string(),
  duration_ms: z.number(),
})

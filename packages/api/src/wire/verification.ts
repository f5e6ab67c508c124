import { z } from 'zod'
import { id, time } from '../fields.ts'
import { finding } from './finding.ts'

/** One line of a connection's history of verifications. */
export const verificationRecord = z.object({
  id,
  at: time,
  trigger: z.enum(['saved', 'asked', 'schedule', 'rotation', 'deployment']).describe('Why it was verified.'),
  health: z.enum(['unverified', 'verified', 'warning', 'failing']),
  duration_ms: z.number(),
  findings: z.array(finding),
})

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
    .object({ list: ability, pull: ability, push: ability, delete: ability, webhook: ability })
    .describe('What the credential was proved able to do.'),
  grounds: z
    .object({ list: z.string(), pull: z.string(), push: z.string(), delete: z.string(), webhook: z.string() })
    .describe('What each capability is known from, or why it is not.'),
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
        'gitlab-personal',
        'gitlab-project',
        'gitlab-group',
        'gitlab-deploy',
        'docker-personal',
        'docker-organization',
        'aws-keys',
        'aws-role',
        'aws-ambient',
        'google-service-account',
        'google-workload-identity',
        'azure-service-principal',
        'azure-managed-identity',
        'azure-admin',
        'scaleway-key',
        'digitalocean-token',
        'unknown',
      ]),
      login: z.string().exactOptional(),
      scopes_granted: z.array(z.string()).exactOptional(),
      scopes_needed: z.array(z.string()).exactOptional(),
      expires_at: z.string().nullable().exactOptional(),
      owner_type: z.enum(['user', 'organization']).exactOptional(),
      sso: z.enum(['not-required', 'authorized', 'required']).exactOptional(),
      rate_limit: z
        .object({
          limit: z.number(),
          remaining: z.number(),
          window_seconds: z.number(),
          counted_for: z.string().exactOptional(),
        })
        .exactOptional()
        .describe('What the registry says of its own limit of pulls.'),
    })
    .describe('What is known of the credential; what is absent is not known.'),
  started_at: z.string(),
  duration_ms: z.number(),
})

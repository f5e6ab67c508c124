import { z } from 'zod'
import { description, id, name, reference, time } from '../fields.ts'

export const organizationRequest = z.object({
  name,
  description: description.nullish(),
  plan: z.string().max(64).nullish().describe('Accepted for the contract and ignored.'),
})

export const organization = z.object({
  id,
  created_at: time,
  updated_at: time,
  name: z.string(),
  description: z.string().nullable(),
  plan: z.literal('ENTERPRISE').describe('Fairlead has no plans; the contract wants one.'),
})

export const projectRequest = z.object({ name, description: description.nullish() })

export const project = z.object({
  id,
  created_at: time,
  updated_at: time,
  name: z.string(),
  description: z.string(),
  associated_environments_count: z.int(),
  organization: reference,
})

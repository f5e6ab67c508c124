import { ERRORS, type ErrorCode } from '@fairlead/core'
import { z } from 'zod'
import { finding } from './wire/finding.ts'

export const fieldIssue = z.object({
  field: z.string().describe('Path of the field as you wrote it, such as `config.password`.'),
  problem: z.string().describe('What is wrong with it.'),
  remedy: z.string().describe('What to do.'),
})

/** What every failed request is answered with. `status`, `error` and `detail` are the contract's; the rest is ours. */
export const errorBody = z.object({
  status: z.int().describe('The HTTP status.'),
  error: z.string().describe('The name of the HTTP status.'),
  detail: z.string().describe('What went wrong and what to do, for a person.'),
  code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]).describe('Stable name of the failure.'),
  retry: z.boolean().describe('Whether the same request may succeed later without a change.'),
  issues: z.array(fieldIssue).describe('Faults of single fields.'),
  findings: z.array(finding).describe('What a verification or a deployment found.'),
  details: z
    .record(z.string(), z.unknown())
    .describe('Further facts, such as the services that use a registry.'),
  request_id: z.string().describe('Names this request in the log of the server.'),
  docs: z.string().describe('Where the code is explained, relative to the address of the server.'),
})
export type ErrorBody = z.infer<typeof errorBody>

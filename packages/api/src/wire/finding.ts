import { FINDINGS, type FindingCode } from '@fairlead/core'
import { z } from 'zod'

const exchange = z.object({
  asked: z.string().describe('What was asked, without secrets.'),
  answered: z.string().describe('What was answered, or the error of the network.'),
})

export const finding = z.object({
  code: z.enum(Object.keys(FINDINGS) as [FindingCode, ...FindingCode[]]),
  severity: z.enum(['error', 'warning', 'info']),
  summary: z.string(),
  evidence: z.array(exchange),
  remedy: z
    .object({ action: z.string().describe('The next action.'), link: z.string().exactOptional() })
    .exactOptional(),
})

import { FINDINGS, type FindingCode } from '@fairlead/core'
import { z } from 'zod'
import { fault } from '../fault.ts'
import { platform } from '../fields.ts'
import { finding } from './finding.ts'
import { check, checkStarted, verification } from './verification.ts'

export const diagnosisRequest = z
  .object({
    subject: z
      .string()
      .max(1024)
      .nullish()
      .describe(
        'An image as a container engine reads it (`ghcr.io/acme/app:1.4`; without a host it is of Docker Hub), an owner ' +
          '(`ghcr.io/acme`) or a host. May be left out where the line names it.',
      ),
    line: z
      .string()
      .max(8000)
      .nullish()
      .describe('A line that Docker, containerd, the kubelet or a CI log printed.'),
    platform: platform.nullish().describe('Platform that the image must offer.'),
    push: z
      .boolean()
      .nullish()
      .describe('Also prove that each credential may push; a line about a push asks for it by itself.'),
    same_credential: z
      .boolean()
      .nullish()
      .describe(
        'The line was printed with the credential that is chosen for the image, or without one where none is. Unless it is ' +
          'said, causes that hang on who asks stay not known.',
      ),
    again: z
      .boolean()
      .nullish()
      .describe('Show credentials to the registry again that were remembered as refused.'),
  })
  .refine(
    ({ subject, line }) => Boolean(subject?.trim() || line?.trim()),
    fault('names neither a subject nor a line', 'Name the image, or give a line that names it.'),
  )

const code = z.enum(Object.keys(FINDINGS) as [FindingCode, ...FindingCode[]])

const who = z
  .object({ id: z.string(), name: z.string() })
  .describe('The container registry that was asked with; the id is `anonymous` for nobody.')

const asking = who.extend({ chosen: z.boolean() })

export const attempt = z.object({
  identity: who,
  chosen: z.boolean().describe('Whether a deployment would pull with this one.'),
  reason: z.string().describe('Why it is chosen, or why not.'),
  verification,
})

const fittingCause = z.object({
  code,
  text: z.string().describe('What would be the matter.'),
  state: z
    .enum(['confirmed', 'ruled-out', 'not-testable'])
    .describe(
      '`ruled-out` only where the same question was asked, as the one that printed the line where it hangs on that.',
    ),
  because: z.string().describe('The evidence, or what would have to be given to test it.'),
})

const explanation = z.object({
  line: z.string().describe('Without secrets.'),
  tool: z.string().exactOptional().describe('Who prints such lines; absent when anyone does.'),
  meaning: z.string(),
  image: z.string().exactOptional().describe('The image that the line names.'),
  causes: z.array(fittingCause).describe('Confirmed ones first.'),
  caution: z
    .string()
    .exactOptional()
    .describe(
      'Where the first of `findings` is a fact of the credential that was asked with, and not known to be the cause of the line.',
    ),
})

export const diagnosis = z.object({
  ok: z.boolean().describe('No finding is an error.'),
  subject: z.string().describe('In full, as container engines read it.'),
  attempts: z.array(attempt),
  choice: z.string().describe('Who would pull it, and why.'),
  cause: code
    .exactOptional()
    .describe('The finding to act on, first in `findings`; absent when nothing is wrong.'),
  findings: z
    .array(finding)
    .describe('Of the chosen attempt, and what the attempts tell only together: the cause first.'),
  explanation: explanation.exactOptional(),
})

export const diagnosisEvents = {
  'check-started': checkStarted.extend({ attempt: asking }),
  check: check.extend({ attempt: asking }),
  attempt,
  diagnosis,
} as const

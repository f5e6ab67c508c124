import { checkRepository, isAppError, isTag } from '@fairlead/core'
import { z } from 'zod'
import { fault } from './fault.ts'

/** Fields that many shapes share, with the words of their faults. */

export const id = z.uuid()
/** ISO 8601 in UTC with milliseconds. */
export const time = z.iso.datetime()

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/

export const name = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .refine((text) => !CONTROL.test(text), fault('contains a control character', 'Use one line of plain text.'))

export const description = z.string().max(4000)

const repositoryName = (readRepository: (text: string) => string) =>
  z.string().superRefine((text, context) => {
    try {
      checkRepository(readRepository(text), text)
    } catch (error) {
      if (!isAppError(error)) throw error
      const [issue] = error.issues
      const { error: message } = fault(
        issue?.problem ?? 'is no image name',
        issue?.remedy ?? 'Write <owner>/<image>.',
      )
      context.addIssue({ code: 'custom', message })
    }
  })

export const imageName = repositoryName((text) => text)

/** As `imageName`, and it may begin with the host and port of a registry. */
export const hostedImageName = repositoryName((text) =>
  text.replace(/^(?:localhost|\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]*[.:][A-Za-z0-9.:-]*)\//, ''),
)

export const tag = z
  .string()
  .refine(
    isTag,
    fault(
      'is not a tag',
      'Use up to 128 letters, digits, "_", "." and "-", and start with none of the last two.',
    ),
  )

/** A flag in a query. */
export const flag = z.enum(['true', 'false'])

/** A whole number of at most nine digits in a query. */
export const wholeNumber = z
  .string()
  .regex(/^[0-9]{1,9}$/, fault('must be a whole number', 'Give digits only, nine at most.'))

export const port = z.int().min(1).max(65_535)

export const platform = z
  .string()
  .regex(
    /^[a-z0-9]+\/[a-z0-9_]+(\/[a-z0-9_.]+)?$/,
    fault('is not a platform', 'Write it as os/architecture[/variant], such as linux/amd64.'),
  )

/** The contract's list. */
export const listOf = <T extends z.ZodType>(item: T) => z.object({ results: z.array(item) })

export const reference = z.object({ id })

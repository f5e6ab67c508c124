import { z } from 'zod'
import { fault } from '../fault.ts'
import { variable, variableRequest } from './container.ts'

export const secretVariableRequest = variableRequest.extend({
  value: variableRequest.shape.value.describe('Never answered. Absent in an edit: it stays.'),
  mount_path: z
    .string()
    .max(0, fault('is not supported: a secret variable is no file', 'Leave it out.'))
    .nullish(),
})

/** As a variable, without what nobody can read. */
export const secretVariable = variable.omit({ value: true })

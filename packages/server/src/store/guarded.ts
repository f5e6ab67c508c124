import { AppError } from '@fairlead/core'
import { constraintError } from './constraints.ts'
import { databaseFault, generalError } from './database-fault.ts'

type AnyMethod = (...args: unknown[]) => Promise<unknown>

/**
 * The same store, whose failures are `AppError`s in the domain's words, and which refuses to work once `ended()`: its
 * client belongs to somebody else's transaction then.
 */
export function guarded<T extends object>(store: T, ended: () => boolean = () => false): T {
  const methods = Object.entries(store).map(([method, inner]: [string, AnyMethod]) => [
    method,
    async (...args: unknown[]): Promise<unknown> => {
      if (ended()) throw new AppError('internal', 'A transaction was used after its end.')
      try {
        return await inner(...args)
      } catch (error) {
        if (error instanceof AppError) throw error
        const fault = databaseFault(error)
        if (fault === undefined) throw error
        throw constraintError(fault, method, args[0]) ?? generalError(fault)
      }
    },
  ])
  return Object.fromEntries(methods) as T
}

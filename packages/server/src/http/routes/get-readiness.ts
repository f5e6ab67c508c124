import { operations } from '@fairlead/api'
import { AppError, Secret } from '@fairlead/core'
import { route } from '../route.ts'

/** Asks for a token that nobody has: whoever can say so has reached the database. */
export const getReadiness = route(operations.getReadiness, async (_, app) => {
  try {
    await app.authenticate(new Secret('readiness'))
  } catch (cause) {
    throw new AppError('server.not_ready', 'The database does not answer. Try again in a moment.', { cause })
  }
  return { status: 'ok' as const }
})

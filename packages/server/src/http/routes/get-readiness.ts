import { operations } from '@fairlead/api'
import { Secret } from '@fairlead/core'
import { route } from '../route.ts'

/** Asks for a token that nobody has: whoever can say so has reached the database. */
export const getReadiness = route(operations.getReadiness, async (_, app) => {
  await app.authenticate(new Secret('readiness'))
  return { status: 'ok' as const }
})

import { operations } from '@fairlead/api'
import { Secret } from '@fairlead/core'
import { toMe } from '../mapping/access.ts'
import { route } from '../route.ts'

export const createSession = route(operations.createSession, async ({ body, session }) =>
  toMe(await session.begin(new Secret(body.token))),
)

import { operations } from '@fairlead/api'
import { toMe } from '../mapping/access.ts'
import { route } from '../route.ts'

export const getMe = route(operations.getMe, ({ who }) => toMe(who))

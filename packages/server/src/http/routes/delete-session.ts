import { operations } from '@fairlead/api'
import { route } from '../route.ts'

export const deleteSession = route(operations.deleteSession, ({ session }) => session.end())

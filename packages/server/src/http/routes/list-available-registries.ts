import { operations } from '@fairlead/api'
import { toAvailable } from '../mapping/registries.ts'
import { route } from '../route.ts'

export const listAvailableRegistries = route(operations.listAvailableRegistries, (_, app) => ({
  results: app.availableRegistries().map(toAvailable),
}))

import { DEFAULT_ADVANCED_SETTINGS, operations } from '@fairlead/api'
import { route } from '../route.ts'

export const getDefaultAdvancedSettings = route(
  operations.getDefaultAdvancedSettings,
  () => DEFAULT_ADVANCED_SETTINGS,
)

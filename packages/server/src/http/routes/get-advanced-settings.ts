import { DEFAULT_ADVANCED_SETTINGS, operations } from '@fairlead/api'
import { advancedSettingsOf } from '../mapping/containers.ts'
import { route } from '../route.ts'

export const getAdvancedSettings = route(operations.getAdvancedSettings, async ({ who, params }, app) => ({
  ...DEFAULT_ADVANCED_SETTINGS,
  ...advancedSettingsOf(await app.getContainer(who, params.containerId)),
}))

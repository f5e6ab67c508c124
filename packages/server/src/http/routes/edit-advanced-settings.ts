import { DEFAULT_ADVANCED_SETTINGS, operations } from '@fairlead/api'
import { advancedSettingsOf, withAdvancedSettings } from '../mapping/containers.ts'
import { route } from '../route.ts'

export const editAdvancedSettings = route(
  operations.editAdvancedSettings,
  async ({ who, params, body }, app) => {
    const saved = await app.editContainer(who, params.containerId, (stored) =>
      withAdvancedSettings(stored, body),
    )
    return { ...DEFAULT_ADVANCED_SETTINGS, ...advancedSettingsOf(saved) }
  },
)

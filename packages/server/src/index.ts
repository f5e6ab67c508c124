export { ADMIN_TOKEN_FILE, keepAdminToken } from './auth/admin-token-file.ts'
export { defaultDataFolder } from './default-data-folder.ts'
export { chooseTarget } from './default-target.ts'
export { type RunningServer, type ServeOptions, serve } from './main.ts'
export {
  type CompatibleHost,
  DEFAULT_PORT,
  LOG_LEVELS,
  type LogLevel,
  readSettings,
  type ServerSettings,
} from './settings.ts'

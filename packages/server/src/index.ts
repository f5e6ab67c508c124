export { type RunningServer, type ServeOptions, serve } from './main.ts'
export {
  type CompatibleHost,
  DEFAULT_PORT,
  LOG_LEVELS,
  type LogLevel,
  readPort,
  readSettings,
  type ServerSettings,
} from './settings.ts'

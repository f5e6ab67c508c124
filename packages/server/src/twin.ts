export { type RunningTwin, startTwin, type TwinOptions, type TwinSeed } from '@fairlead/ghcr'
export { defaultDataFolder } from './default-data-folder.ts'

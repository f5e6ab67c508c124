export { type RunningTwin, startTwin, type TwinOptions, type TwinSeed } from '@fairlead/ghcr'

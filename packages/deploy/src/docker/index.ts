export type { DockerOptions, DockerSettings, DockerTimings } from './settings.ts'
export { createDockerTarget } from './target.ts'

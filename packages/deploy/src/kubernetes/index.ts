export type { KubernetesOptions, KubernetesTimings } from './settings.ts'
export { createKubernetesTarget } from './target.ts'

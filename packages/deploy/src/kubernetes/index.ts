export { type RbacManifest, type RbacPlace, rbacManifest } from './check/rbac.ts'
export type { KubernetesOptions, KubernetesTimings } from './settings.ts'
export { createKubernetesTarget } from './target.ts'

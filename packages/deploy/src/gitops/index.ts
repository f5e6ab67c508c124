export type { GitopsOptions, GitopsSettings } from './settings.ts'
export { createGitopsTarget } from './target.ts'

/** What a scope implies. https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps */
const IMPLIES: Readonly<Record<string, readonly string[]>> = {
  repo: ['repo:status', 'repo_deployment', 'public_repo', 'repo:invite', 'security_events'],
  'write:packages': ['read:packages'],
  'admin:org': ['write:org'],
  'write:org': ['read:org'],
  user: ['read:user', 'user:email', 'user:follow'],
  'admin:public_key': ['write:public_key'],
  'write:public_key': ['read:public_key'],
  'admin:repo_hook': ['write:repo_hook'],
  'write:repo_hook': ['read:repo_hook'],
  'admin:gpg_key': ['write:gpg_key'],
  'write:gpg_key': ['read:gpg_key'],
  'admin:enterprise': ['manage_runners:enterprise', 'manage_billing:enterprise', 'read:enterprise'],
}

function below(scope: string): string[] {
  return (IMPLIES[scope] ?? []).flatMap((implied) => [implied, ...below(implied)])
}

/** The granted scopes and all that they imply. */
export const expandScopes = (granted: readonly string[]): ReadonlySet<string> =>
  new Set(granted.flatMap((scope) => [scope, ...below(scope)]))

/** As GitHub keeps and reports them: sorted, without those that another one implies. */
export function normalizeScopes(granted: readonly string[]): string[] {
  const implied = new Set(granted.flatMap(below))
  return [...new Set(granted)].filter((scope) => !implied.has(scope)).sort()
}

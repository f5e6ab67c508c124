/**
 * What the form of a secret and its user name tell. `access`: a personal, project or group access token, which look the
 * same. `unknown`: a password, or a token with a prefix of the installation's own.
 */
export type GitlabSecretKind = 'access' | 'deploy' | 'ci-job' | 'unusable' | 'unknown'

export interface GitlabSecret {
  readonly kind: GitlabSecretKind
  /** What an unusable one is, as a noun with its article. */
  readonly what?: string
}

// https://docs.gitlab.com/security/tokens/#token-prefixes
const UNUSABLE: readonly (readonly [prefix: string, what: string])[] = [
  ['glrt-', 'the token of a runner'],
  ['glrtr-', 'the registration token of a runner'],
  ['glptt-', 'a trigger token of pipelines'],
  ['glft-', 'a feed token'],
  ['glimt-', 'an incoming mail token'],
  ['glagent-', 'the token of a Kubernetes agent'],
  ['glsoat-', 'a SCIM token'],
  ['glffct-', 'a feature flags token'],
  ['gloas-', 'the secret of an OAuth application'],
]

export function readGitlabSecret(username: string, secret: string): GitlabSecret {
  if (secret.startsWith('glcbt-') || username === 'gitlab-ci-token') return { kind: 'ci-job' }
  if (secret.startsWith('glpat-')) return { kind: 'access' }
  if (secret.startsWith('gldt-') || /^gitlab\+deploy-token(?:-|$)/.test(username)) return { kind: 'deploy' }
  const what = UNUSABLE.find(([prefix]) => secret.startsWith(prefix))?.[1]
  return what === undefined ? { kind: 'unknown' } : { kind: 'unusable', what }
}

/** The project or group that a bot user belongs to. https://docs.gitlab.com/user/project/settings/project_access_tokens/ */
export function botOf(
  username: string,
): { readonly of: 'project' | 'group'; readonly id: string } | undefined {
  const match = /^(project|group)_(\d+)_bot(?:_|\d|$)/.exec(username)
  return match ? { of: match[1] === 'group' ? 'group' : 'project', id: match[2] ?? '' } : undefined
}

// https://docs.gitlab.com/security/tokens/access_token_scopes/
const PULL = ['read_registry', 'read_api', 'api']
const PUSH = ['write_registry', 'api']
const ASK = ['read_api', 'api']
const WHO = [...ASK, 'read_user']
const NEEDLESS = [
  'api',
  'sudo',
  'admin_mode',
  'read_repository',
  'write_repository',
  'create_runner',
  'manage_runner',
  'k8s_proxy',
]

type Scopes = readonly string[]

const any = (granted: Scopes, wanted: Scopes): boolean => wanted.some((scope) => granted.includes(scope))

export const mayPull = (granted: Scopes): boolean => any(granted, PULL)
export const mayPush = (granted: Scopes): boolean => any(granted, PUSH)
/** Whether the API may be asked about projects and images. */
export const mayAsk = (granted: Scopes): boolean => any(granted, ASK)
/** Whether the API tells whose token it is. */
export const mayKnowUser = (granted: Scopes): boolean => any(granted, WHO)
/** What the token may do beyond a registry; each of these opens more than images. */
export const needless = (granted: Scopes): readonly string[] =>
  granted.filter((scope) => NEEDLESS.includes(scope))

/** What a new token is best made with: images are listed by it, too. */
export const advisedScopes = (push: boolean): Scopes => [...neededScopes(push), 'read_api']

export const neededScopes = (push: boolean): Scopes =>
  push ? ['read_registry', 'write_registry'] : ['read_registry']

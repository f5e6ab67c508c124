import { type FieldIssue, invalidRequest } from '@fairlead/core'
import { parseDocument } from 'yaml'

/** One way to a cluster out of a kubeconfig: plain data, so that nothing of the server's machine is read. */
export interface ClusterAccess {
  readonly context: string
  /** Address of the API server. */
  readonly server: string
  /** PEM, in base64. */
  readonly certificateAuthority: string | undefined
  readonly skipTlsVerify: boolean
  readonly tlsServerName: string | undefined
  readonly proxyUrl: string | undefined
  readonly login: ClusterLogin
  /** Namespace of the context. */
  readonly namespace: string | undefined
}

export type ClusterLogin =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'certificate'; readonly certificate: string; readonly key: string }
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'exec'; readonly plugin: Readonly<Record<string, unknown>>; readonly command: string }
  | { readonly kind: 'none' }

export interface KubeconfigRules {
  /** Context to use; null: the current one. */
  readonly context: string | null
  /** Whether a credential plugin of the kubeconfig may be run on the server. */
  readonly allowExec: boolean
}

const FIELD = 'target.kubeconfig'
const FLATTEN = 'Paste what `kubectl config view --raw --flatten --minify` prints.'

/**
 * Reads a kubeconfig: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/. Throws `request.invalid` for one
 * that is not there in whole (paths to files of another machine), that would run a program here, or names nothing.
 */
export function readKubeconfig(text: string, { context: asked, allowExec }: KubeconfigRules): ClusterAccess {
  const config = parse(text)
  const contexts = namedOf(config, 'contexts', 'context')
  const chosen = asked ?? textOf(config['current-context'])
  if (chosen === undefined) {
    throw refuse('names no current context', `Name one of its contexts: ${listed(contexts)}.`)
  }
  const context = contexts.get(chosen)
  if (context === undefined) {
    const field = asked === null ? FIELD : 'target.context'
    throw refuse(`has no context "${chosen}"`, `Name one of its contexts: ${listed(contexts)}.`, field)
  }
  const cluster = namedOf(config, 'clusters', 'cluster').get(textOf(context.cluster) ?? '')
  if (cluster === undefined) throw refuse(`names no cluster for the context "${chosen}"`, FLATTEN)
  const user = namedOf(config, 'users', 'user').get(textOf(context.user) ?? '') ?? {}
  return {
    context: chosen,
    ...clusterOf(cluster),
    login: loginOf(user, allowExec),
    namespace: textOf(context.namespace),
  }
}

type Fields = Readonly<Record<string, unknown>>

function parse(text: string): Fields {
  if (text.trim() === '') throw refuse('is missing', FLATTEN)
  const document = parseDocument(text)
  const [fault] = document.errors
  // The parser's own words quote the line, which may hold a key.
  if (fault) throw refuse(`is not YAML (line ${fault.linePos?.[0].line ?? 1})`, FLATTEN)
  const config: unknown = document.toJS()
  if (!isFields(config) || config.clusters === undefined) {
    throw refuse('is not a kubeconfig: it lists no clusters', FLATTEN)
  }
  return config
}

function clusterOf(cluster: Fields): Omit<ClusterAccess, 'context' | 'login' | 'namespace'> {
  if (textOf(cluster['certificate-authority'])) throw path('certificate-authority')
  const server = textOf(cluster.server)
  const url = server !== undefined && URL.canParse(server) ? new URL(server) : undefined
  if (server === undefined || (url?.protocol !== 'https:' && url?.protocol !== 'http:')) {
    throw refuse(
      'names no address of an API server',
      'Give its cluster a "server" such as https://10.0.0.1:6443.',
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse(
      'has a user in the address of its API server',
      "Give the login in the kubeconfig's users instead.",
    )
  }
  return {
    server: server.replace(/\/+$/, ''),
    certificateAuthority: textOf(cluster['certificate-authority-data']),
    skipTlsVerify: cluster['insecure-skip-tls-verify'] === true,
    tlsServerName: textOf(cluster['tls-server-name']),
    proxyUrl: textOf(cluster['proxy-url']),
  }
}

function loginOf(user: Fields, allowExec: boolean): ClusterLogin {
  if (['as', 'as-uid', 'as-groups', 'as-user-extra'].some((name) => user[name] !== undefined)) {
    throw refuse('impersonates another user', 'Give a kubeconfig that logs in as that user.')
  }
  for (const name of ['client-certificate', 'client-key', 'tokenFile'])
    if (textOf(user[name])) throw path(name)
  if (user['auth-provider'] !== undefined) {
    throw refuse(
      'uses an auth-provider, which Kubernetes itself has given up',
      'Make a service account for Fairlead and a kubeconfig with its token.',
    )
  }
  const token = textOf(user.token)
  if (token) return { kind: 'token', token }
  const certificate = textOf(user['client-certificate-data'])
  const key = textOf(user['client-key-data'])
  if (certificate && key) return { kind: 'certificate', certificate, key }
  const username = textOf(user.username)
  if (username) return { kind: 'password', username, password: textOf(user.password) ?? '' }
  if (isFields(user.exec)) return execOf(user.exec, allowExec)
  return { kind: 'none' }
}

function execOf(plugin: Fields, allowExec: boolean): ClusterLogin {
  const command = textOf(plugin.command) ?? ''
  if (allowExec) return { kind: 'exec', plugin, command }
  throw refuse(
    `runs the program "${command}" to log in, and this server runs none for a kubeconfig`,
    'Make a service account for Fairlead and a kubeconfig with its token; or let the operator start the server with FAIRLEAD_KUBECONFIG_EXEC=allow.',
  )
}

/** The entries of a list of the kubeconfig by their names. */
function namedOf(config: Fields, list: string, entry: string): ReadonlyMap<string, Fields> {
  const entries = Array.isArray(config[list]) ? config[list].filter(isFields) : []
  return new Map(
    entries.flatMap((each) => {
      const name = textOf(each.name)
      const value = each[entry]
      return name !== undefined && isFields(value) ? [[name, value] as const] : []
    }),
  )
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const listed = (contexts: ReadonlyMap<string, Fields>): string =>
  contexts.size === 0 ? 'it has none' : [...contexts.keys()].join(', ')

const path = (name: string) => refuse(`names a file in "${name}", which is on another machine`, FLATTEN)

const refuse = (problem: string, remedy: string, field = FIELD) =>
  invalidRequest([{ field, problem, remedy } satisfies FieldIssue])

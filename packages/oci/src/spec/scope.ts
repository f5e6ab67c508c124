/** What a token is asked for. https://distribution.github.io/distribution/spec/auth/scope/ */
export interface Scope {
  /** `repository`, `registry`; may carry a class: `repository(plugin)`. */
  readonly type: string
  readonly name: string
  readonly actions: readonly string[]
}

/** `repository:acme/app:pull,push`. */
export const formatScope = ({ type, name, actions }: Scope): string => `${type}:${name}:${actions.join(',')}`

export const repositoryScope = (repository: string, ...actions: readonly string[]): string =>
  formatScope({ type: 'repository', name: repository, actions })

/** Reads one scope; the name may hold colons (a host's port). Undefined when it is not of the form. */
export function parseScope(text: string): Scope | undefined {
  const first = text.indexOf(':')
  const last = text.lastIndexOf(':')
  if (first <= 0 || last === first) return undefined
  const name = text.slice(first + 1, last)
  if (name === '') return undefined
  const actions = text.slice(last + 1).split(',')
  return { type: text.slice(0, first), name, actions: actions.filter((action) => action !== '') }
}

/** The scopes of a `scope` parameter: separated by blanks. Those that cannot be read are left out. */
export const parseScopes = (text: string): readonly Scope[] =>
  text.split(/\s+/).flatMap((part) => parseScope(part) ?? [])

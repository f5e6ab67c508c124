import {
  type Identity,
  type IdentitySource,
  isAppError,
  type Providers,
  type RegistryConnection,
  type RegistryKind,
  type RegistryProvider,
  type Secret,
} from '@fairlead/core'

/** A user name and a password for a host, wherever they come from. */
export interface StoredCredential {
  readonly id: string
  /** `Docker's login ada`, `the token of GITHUB_TOKEN`. */
  readonly name: string
  readonly source: IdentitySource
  /** Absent where only a token was given. */
  readonly username?: string | undefined
  readonly password: Secret
  /** Repositories that it is for; all of the host unless said. */
  readonly repositoryPrefix?: string | undefined
}

export interface CredentialPlace {
  readonly host: string
  /** Address of the registry. */
  readonly url: string
  readonly kind: RegistryKind | undefined
  /** First part of the image's name. */
  readonly owner: string | undefined
}

/**
 * The identity that a credential is for a host: of the host's own kind, and where that kind takes other things than a
 * user name and a password (as Docker stores them), of any registry's.
 */
export function identityOf(
  providers: Providers,
  { host, url, kind, owner }: CredentialPlace,
  { id, name, source, username, password, repositoryPrefix = '' }: StoredCredential,
): Identity {
  const parse = (provider: RegistryProvider, user: string): RegistryConnection => ({
    kind: provider.kind,
    ...provider.parse({ url, config: { username: user, password: password.reveal() } }),
  })
  const known = (kind && providers.get(kind)) ?? providers.forHost(host)
  const generic = providers.get('GENERIC_CR')
  const named = { id, name, source, repositoryPrefix }
  // GitHub's kinds call the owner of the images the user name, and take any name to log in with.
  const user = known.kind.startsWith('GITHUB') ? (owner ?? username) : username
  const own = attempt(() => parse(known, user ?? 'token'))
  // A kind that is set up by keys passes over a password, and would then be asked as nobody.
  const takesIt = own !== undefined && Object.keys(own.secrets).length > 0
  return {
    ...named,
    connection:
      takesIt || !generic ? (own ?? parse(known, user ?? 'token')) : parse(generic, username ?? 'token'),
  }
}

/** Undefined where the kind does not take what it was given. */
function attempt(parse: () => RegistryConnection): RegistryConnection | undefined {
  try {
    return parse()
  } catch (error) {
    if (isAppError(error, 'request.invalid')) return undefined
    throw error
  }
}

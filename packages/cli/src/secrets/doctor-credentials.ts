import type { DoctorTarget, Finding, StoredCredential } from '@fairlead/server/doctor'
import type { Context } from '../context.ts'
import { readDockerConfig } from '../docker/docker-config.ts'
import { credentialsFor } from '../docker/docker-credentials.ts'
import { usageFailure } from '../failure.ts'
import { type FoundToken, readToken } from './read-token.ts'

const OWN_VARIABLE = 'FAIRLEAD_REGISTRY_TOKEN'
// A token of the environment goes only to the company that it is of, never to a host that a command line names.
const AMBIENT_VARIABLES = {
  'github.com': ['GITHUB_TOKEN', 'GH_TOKEN', 'CR_PAT'],
  'ghe.com': ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN'],
  caller: [],
} as const

export interface CredentialOptions {
  readonly anonymous: boolean
  readonly tokenStdin: boolean
  readonly username: string | undefined
}

export type PlainCredential = Omit<StoredCredential, 'password'> & { readonly password: string }

/** Everything that there is to ask a host with; the first one is the one that would be used. */
export interface DoctorCredentials {
  readonly credentials: readonly PlainCredential[]
  /** Variable or stream that a token was given by. */
  readonly tokenSource: string | undefined
  /** Whether a credential was given for this diagnosis alone, which comes first then. */
  readonly isGiven: boolean
  /** Sentences about what is there and not used. */
  readonly notes: readonly string[]
  readonly noticed: readonly Finding[]
}

const fromToken = ({ token, source }: FoundToken, username: string | undefined): PlainCredential => ({
  id: 'given',
  name: `the token of ${source}`,
  source: 'typed',
  ...(username === undefined ? {} : { username }),
  password: token,
})

/**
 * A token that was given for this diagnosis, then what Docker has stored for the host, then GitHub's own tokens of the
 * environment. Throws a usage failure for options that exclude each other.
 */
export async function findCredentials(
  { io, signal }: Context,
  { host, vouchedBy }: DoctorTarget,
  { anonymous, tokenStdin, username }: CredentialOptions,
): Promise<DoctorCredentials> {
  if (anonymous && (tokenStdin || username !== undefined)) {
    throw usageFailure('--anonymous excludes --token-stdin and --username.')
  }
  if (anonymous) return { credentials: [], tokenSource: undefined, isGiven: false, notes: [], noticed: [] }
  const given = await readToken(io, { stdin: tokenStdin, variables: [OWN_VARIABLE] }, signal)
  if (username !== undefined && !given) {
    throw usageFailure(
      '--username was given without a token.',
      `Pipe the token in with --token-stdin, or set ${OWN_VARIABLE}.`,
    )
  }
  const config = await readDockerConfig(io.env)
  const docker = config && credentialsFor(config, host)
  const ambient = await readToken(io, { stdin: false, variables: AMBIENT_VARIABLES[vouchedBy] }, signal)
  const known = [
    ...(given ? [fromToken(given, username)] : []),
    ...(docker?.credentials ?? []),
    ...(ambient ? [{ ...fromToken(ambient, undefined), id: 'environment' }] : []),
  ]
  return {
    // The same token from two places is one.
    credentials: known.filter(
      (each, place) => known.findIndex(({ password }) => password === each.password) === place,
    ),
    tokenSource: given?.source ?? (docker?.credentials.length ? undefined : ambient?.source),
    isGiven: given !== undefined,
    notes: docker?.notes ?? [],
    noticed: docker?.emptyEntry ? [docker.emptyEntry] : [],
  }
}

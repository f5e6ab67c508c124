import type { Clock } from '@fairlead/core'
import type { TwinState } from '../state/twin-state.ts'
import {
  authenticate,
  type Caller,
  parseAuthorization,
  parseBasic,
  vouchFor,
} from '../tokens/authenticate.ts'
import { looksLikeToken } from '../tokens/token-format.ts'
import type { RegistryTokens, RepositoryScope } from './registry-token.ts'

/** Who stands behind a request to `/v2/`. */
export type Visitor =
  | {
      readonly caller: Caller
      /** What the registry token was given for; `all` where a GitHub token itself was sent. */
      readonly scopes: readonly RepositoryScope[] | 'all'
    }
  /** No credential, or a registry token that expired or was made up: to be challenged. */
  | 'unknown'
  /** Any other base64: good for public images, as clients that send a made-up bearer rely on. */
  | 'made-up'
  /** The GitHub token was good when the registry token was given, or never. */
  | 'ended'
  /** Basic, or a bearer token that is not base64. */
  | 'invalid'

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

export function identifyVisitor(
  state: TwinState,
  tokens: RegistryTokens,
  clock: Clock,
  header: string | undefined,
): Visitor {
  if (header === undefined) return 'unknown'
  const given = parseAuthorization(header)
  if (given?.scheme !== 'bearer' || !BASE64.test(given.value)) return 'invalid'

  const claims = tokens.read(given.value)
  if (claims) {
    if (claims.tokenId === null) return { caller: 'anonymous', scopes: claims.scopes }
    const caller = vouchFor(state, clock, state.token.get(String(claims.tokenId)))
    return caller ? { caller, scopes: claims.scopes } : 'ended'
  }
  const plain = Buffer.from(given.value, 'base64').toString('utf8')
  if (plain.startsWith('v1:')) return 'unknown'
  const token = parseBasic(given.value)?.password ?? plain
  if (!looksLikeToken(token)) return 'made-up'
  const caller = authenticate(state, clock, token)
  return caller ? { caller, scopes: 'all' } : 'ended'
}

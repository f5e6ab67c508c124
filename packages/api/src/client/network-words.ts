import { ApiError } from './api-error.ts'

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name cannot be looked up now',
  ECONNRESET: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  ETIMEDOUT: 'it does not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'it does not answer in time',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the network',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not trusted here',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
}

const MAX_CAUSES = 8

function codeOf(error: unknown): string | undefined {
  let current = error
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth++) {
    if ('code' in current && typeof current.code === 'string' && current.code in WORDS) return current.code
    // A host with several addresses fails once for each.
    current = current instanceof AggregateError ? current.errors[0] : current.cause
  }
  return undefined
}

/** A failed exchange in plain words: `server.unreachable`. */
export function unreachable(baseUrl: string, error: unknown): ApiError {
  const why = WORDS[codeOf(error) ?? ''] ?? 'the connection failed'
  return new ApiError({
    status: 0,
    code: 'server.unreachable',
    retry: true,
    detail: `No Fairlead server answers at ${baseUrl}: ${why}. Check the address, and that the server runs.`,
    cause: error,
  })
}

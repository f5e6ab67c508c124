/**
 * Why a TLS handshake failed. `unknown_authority`: signed by nobody we trust, or the server does not send all of its
 * chain; `protocol`: what answers speaks no TLS, or none that we speak; `client_certificate`: it wants one of ours.
 */
export type TlsReason =
  | 'self_signed'
  | 'unknown_authority'
  | 'expired'
  | 'not_yet_valid'
  | 'wrong_name'
  | 'revoked'
  | 'client_certificate'
  | 'protocol'
  | 'other'

// OpenSSL's verification results as Node names them: https://nodejs.org/docs/latest-v24.x/api/tls.html#x509-certificate-error-codes
const REASONS: Readonly<Record<string, TlsReason>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self_signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown_authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown_authority',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown_authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown_authority',
  CERT_UNTRUSTED: 'unknown_authority',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not_yet_valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong_name',
  HOSTNAME_MISMATCH: 'wrong_name',
  CERT_REVOKED: 'revoked',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'client_certificate',
  // Everything else of the certificate itself: a weak key, a wrong purpose, a broken signature.
  INVALID_CA: 'other',
  INVALID_PURPOSE: 'other',
  PATH_LENGTH_EXCEEDED: 'other',
  EE_KEY_TOO_SMALL: 'other',
  CA_KEY_TOO_SMALL: 'other',
  EE_MD_TOO_WEAK: 'other',
  CA_MD_TOO_WEAK: 'other',
  EPROTO: 'protocol',
}

/** Why a TLS handshake failed, by the error's code; undefined for an error of anything else. */
export function tlsReason(error: unknown): TlsReason | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined
  const { code } = error
  const known = REASONS[code]
  if (known !== undefined) return known
  if (/^ERR_SSL_/.test(code)) return 'protocol'
  return /^(?:CERT_|CRL_|ERR_TLS_)/.test(code) ? 'other' : undefined
}

import { expect, test } from 'vitest'
import { tlsReason } from './tls-reason.ts'

const coded = (code: string): Error => Object.assign(new Error(code), { code })

test.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self_signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'unknown_authority'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unknown_authority'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unknown_authority'],
  ['CERT_HAS_EXPIRED', 'expired'],
  ['CERT_NOT_YET_VALID', 'not_yet_valid'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'wrong_name'],
  ['CERT_REVOKED', 'revoked'],
  ['CERT_SIGNATURE_FAILURE', 'other'],
  ['EE_KEY_TOO_SMALL', 'other'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'client_certificate'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'protocol'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'protocol'],
  ['EPROTO', 'protocol'],
])('%s is %s', (code, reason) => {
  expect(tlsReason(coded(code))).toBe(reason)
})

test('what is nothing of TLS has no reason', () => {
  for (const error of [coded('ECONNREFUSED'), new Error('x'), 'CERT_HAS_EXPIRED', undefined]) {
    expect(tlsReason(error)).toBeUndefined()
  }
})

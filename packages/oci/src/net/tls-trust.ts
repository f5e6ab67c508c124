import { X509Certificate } from 'node:crypto'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import { invalidRequest, type Transport } from '@fairlead/core'

/** What a TLS handshake is judged by. Empty: by what Node trusts. */
export interface TlsTrust {
  readonly secureContext?: SecureContext
  readonly rejectUnauthorized?: false
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g
const CERTIFICATE = /^(?:X509 |TRUSTED )?CERTIFICATE$/
const MAX_CERTIFICATES = 500
const MAX_LENGTH = 1024 * 1024

const refuse = (problem: string, remedy: string) =>
  invalidRequest([{ field: 'transport.ca_certificates', problem, remedy }])

function checkCertificate(pem: string, position: number): string {
  try {
    return new X509Certificate(pem).toString()
  } catch {
    throw refuse(
      `holds a certificate that cannot be read: number ${position + 1}`,
      'Paste the file again, from its BEGIN line to its END line.',
    )
  }
}

/**
 * The certificates of a PEM text, one by one. Throws `request.invalid` naming `transport.ca_certificates`; the text
 * itself, which may be a private key by mistake, is in no error.
 */
export function parseAuthorities(text: string): readonly string[] {
  if (text.length > MAX_LENGTH)
    throw refuse('is longer than 1 MiB', 'Give the authorities of this registry alone.')
  const blocks = [...text.matchAll(BLOCK)]
  const key = blocks.find(([, label]) => label?.includes('KEY'))
  if (key)
    throw refuse('holds a key', 'Give certificates only, and make a new key: this one was sent around.')
  const certificates = blocks.filter(([, label]) => CERTIFICATE.test(label ?? ''))
  if (certificates.length === 0) {
    throw refuse(
      'holds no certificate',
      'Paste PEM text: lines from "-----BEGIN CERTIFICATE-----" to "-----END CERTIFICATE-----".',
    )
  }
  if (certificates.length > MAX_CERTIFICATES) {
    throw refuse(
      `holds more than ${MAX_CERTIFICATES} certificates`,
      'Give the authorities of this registry alone.',
    )
  }
  return certificates.map(([pem], position) => checkCertificate(pem, position))
}

/**
 * The trust that a transport asks for. An intermediate or a server's own certificate may be given as the authority as
 * well: whoever pastes it means just that one. Throws `request.invalid` for certificates that cannot be read.
 */
export function createTrust({ caCertificates, skipTlsVerify }: Transport): TlsTrust {
  const own = caCertificates === undefined ? undefined : parseAuthorities(caCertificates)
  return {
    ...(own
      ? {
          secureContext: createSecureContext({
            ca: [...getCACertificates('default'), ...own],
            allowPartialTrustChain: true,
          }),
        }
      : {}),
    ...(skipTlsVerify ? { rejectUnauthorized: false } : {}),
  }
}

import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'

/** A certificate and its key, as PEM. */
export interface Issued {
  readonly cert: string
  readonly key: string
}

export interface CertificateWish {
  /** Subject and, unless `names` says otherwise, the only name. */
  readonly name: string
  /** DNS names and IPv4 addresses that it is for. */
  readonly names?: readonly string[]
  /** Absent: it signs itself. */
  readonly issuer?: Issued & { readonly name: string }
  readonly isAuthority?: boolean
  readonly from?: Date
  readonly until?: Date
}

// Just so much of DER (ITU-T X.690) as a certificate (RFC 5280) takes.
const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts)
const bytes = (...values: readonly number[]): Buffer => Buffer.from(values)
const integer = (value: Uint8Array): Buffer => der(0x02, value)
const bits = (value: Uint8Array): Buffer => der(0x03, bytes(0), value)
const octets = (value: Uint8Array): Buffer => der(0x04, value)

const COMMON_NAME = der(0x06, bytes(0x55, 0x04, 0x03))
const ECDSA_SHA256 = sequence(der(0x06, bytes(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)))
const BASIC_CONSTRAINTS = der(0x06, bytes(0x55, 0x1d, 0x13))
const ALTERNATIVE_NAMES = der(0x06, bytes(0x55, 0x1d, 0x11))
const TRUE = der(0x01, bytes(0xff))

const subject = (name: string): Buffer =>
  sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(name)))))

const time = (date: Date): Buffer =>
  der(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`))

const alternative = (name: string): Buffer =>
  isIP(name) === 4 ? der(0x87, bytes(...name.split('.').map(Number))) : der(0x82, Buffer.from(name))

function extensions({ name, names = [name], isAuthority }: CertificateWish): Buffer {
  const constraints = sequence(BASIC_CONSTRAINTS, TRUE, octets(sequence(...(isAuthority ? [TRUE] : []))))
  const alternatives = sequence(ALTERNATIVE_NAMES, octets(sequence(...names.map(alternative))))
  return der(0xa3, sequence(constraints, alternatives))
}

const pem = (content: Buffer): string => {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

const HOUR = 3_600_000

/** Issues a certificate with a key of its own; valid from an hour ago for a day, unless it is to be otherwise. */
export function issue(wish: CertificateWish): Issued {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const signer: KeyObject = wish.issuer ? createPrivateKey(wish.issuer.key) : privateKey
  const from = wish.from ?? new Date(Date.now() - HOUR)
  const until = wish.until ?? new Date(Date.now() + 24 * HOUR)
  const content = sequence(
    der(0xa0, integer(bytes(2))),
    integer(Buffer.concat([bytes(1), randomBytes(8)])),
    ECDSA_SHA256,
    subject(wish.issuer?.name ?? wish.name),
    sequence(time(from), time(until)),
    subject(wish.name),
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions(wish),
  )
  const signature = sign('sha256', content, signer)
  return {
    cert: pem(sequence(content, ECDSA_SHA256, bits(signature))),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** An authority of its own, to be given as `issuer`. */
export const issueAuthority = (name = 'Acme Root'): Issued & { readonly name: string } => ({
  ...issue({ name, isAuthority: true }),
  name,
})

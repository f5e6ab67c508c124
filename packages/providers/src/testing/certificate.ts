import { type KeyObject, randomBytes, sign } from 'node:crypto'

// Just so much of DER (ITU-T X.690) as a certificate (RFC 5280) takes.
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts)

const COMMON_NAME = der(0x06, Buffer.from([0x55, 0x04, 0x03]))
const RSA_SHA256 = sequence(
  der(0x06, Buffer.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b])),
  der(0x05),
)

const subject = (name: string): Buffer =>
  sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(name)))))

const time = (date: Date): Buffer =>
  der(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`))

/** A certificate of an RSA key that signs itself, in PEM. */
export function selfSigned(
  name: string,
  pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  valid: { readonly from: Date; readonly until: Date },
): string {
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    RSA_SHA256,
    subject(name),
    sequence(time(valid.from), time(valid.until)),
    subject(name),
    pair.publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', content, pair.privateKey))
  const lines =
    sequence(content, RSA_SHA256, signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

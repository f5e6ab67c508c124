import { type KeyObject, sign, verify } from 'node:crypto'

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const decode = (text: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(text, 'base64url').toString())

/** A JSON Web Token signed with RS256 (RFC 7519). */
export function signToken(claims: object, key: KeyObject, header: object = {}): string {
  const text = `${encode({ alg: 'RS256', typ: 'JWT', ...header })}.${encode(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
}

export interface ReadToken {
  readonly header: Record<string, unknown>
  readonly claims: Record<string, unknown>
  isSignedWith(key: KeyObject): boolean
}

/** Undefined for what is no token. */
export function readToken(token: string): ReadToken | undefined {
  const [header = '', claims = '', signature = ''] = token.split('.')
  try {
    return {
      header: decode(header),
      claims: decode(claims),
      isSignedWith: (key) =>
        verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url')),
    }
  } catch {
    return undefined
  }
}

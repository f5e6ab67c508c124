/** A request as a case's hosts see it. */
export interface Asked {
  readonly method: string
  /** With its port where it is not the scheme's own. */
  readonly host: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly authorization: Authorization | undefined
  /** First and last byte that are asked for. */
  readonly range: readonly [number, number] | undefined
}

export type Authorization =
  | { readonly scheme: 'basic'; readonly user: string; readonly password: string }
  | { readonly scheme: 'bearer'; readonly token: string }

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Ends the connection after so many bytes of the body. */
  readonly cutAfter?: number
}

export const json = (
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
})

/** Reads a header `Authorization`; a scheme that nobody uses counts as none. */
export function readAuthorization(header: string | undefined): Authorization | undefined {
  const [scheme = '', value = ''] = header?.split(' ', 2) ?? []
  if (/^(?:bearer|token)$/i.test(scheme)) return { scheme: 'bearer', token: value }
  if (!/^basic$/i.test(scheme)) return undefined
  const text = Buffer.from(value, 'base64').toString()
  const colon = text.indexOf(':')
  return { scheme: 'basic', user: text.slice(0, colon), password: text.slice(colon + 1) }
}

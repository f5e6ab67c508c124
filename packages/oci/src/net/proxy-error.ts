/**
 * How a proxy failed us. `unreachable`: no connection to it, or none that lasts; `authentication`: it wants a user, or
 * another one; `denied`: it does not go there; `no_route`: it says that it cannot get there; `bad_answer`: anything
 * else that is no yes. `forbidden` and `port`: this server's own policy does not let it ask the proxy.
 */
export type ProxyReason =
  | 'unreachable'
  | 'authentication'
  | 'denied'
  | 'no_route'
  | 'bad_answer'
  | 'forbidden'
  | 'port'

/** A connection that a proxy did not make. The registry itself was not asked. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError'
  readonly reason: ProxyReason
  /** Host and port of the proxy. */
  readonly proxy: string
  /** HTTP status of its answer, if there was one. */
  readonly status?: number

  constructor(
    reason: ProxyReason,
    proxy: string,
    facts: { readonly status?: number; readonly cause?: unknown } = {},
  ) {
    const said = facts.status === undefined ? '' : ` with status ${facts.status}`
    super(
      `The proxy ${proxy} did not connect (${reason})${said}.`,
      facts.cause === undefined ? undefined : { cause: facts.cause },
    )
    this.reason = reason
    this.proxy = proxy
    if (facts.status !== undefined) this.status = facts.status
  }
}

/** What a proxy's answer to CONNECT means. https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6 */
export function proxyReason(status: number): ProxyReason {
  if (status === 407) return 'authentication'
  if (status === 403 || status === 405) return 'denied'
  return status === 502 || status === 503 || status === 504 ? 'no_route' : 'bad_answer'
}

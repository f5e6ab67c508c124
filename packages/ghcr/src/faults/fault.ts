/** What goes wrong. */
export type FaultEffect =
  /** Every answer is held back. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** The given status instead of the real answer. */
  | {
      readonly kind: 'status'
      readonly status: number
      readonly body?: string | undefined
      readonly headers?: Readonly<Record<string, string>> | undefined
    }
  /** 429 in the words of the side that was asked (registry or API). */
  | { readonly kind: 'rate-limit'; readonly retryAfterSeconds: number }
  /** No answer, ever; the connection stays open. */
  | { readonly kind: 'hang' }
  /** The connection is closed without an answer. */
  | { readonly kind: 'close' }
  /** The real answer, cut off by a closed connection after so many bytes of its body. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** 200 with a page of HTML. */
  | { readonly kind: 'garbage' }
  | { readonly kind: 'redirect'; readonly location: string; readonly status: 301 | 302 | 303 | 307 | 308 }

export interface FaultRule {
  /** Path to match, without the query; `*` stands for anything: `/v2/*`, `/api/v3/user`. */
  readonly path: string
  /** Upper-case method; absent matches all. */
  readonly method?: string | undefined
  /** How many requests it hits before it goes away; absent: all, until it is removed. */
  readonly times?: number | undefined
  readonly effect: FaultEffect
}

export interface Fault extends FaultRule {
  readonly id: number
  /** Requests hit so far. */
  readonly hits: number
}

import type { ErrorCode } from '@fairlead/core'
import type { EgressPolicy } from '../../src/net/index.ts'

/** How an address gets in. */
export type Way =
  /** Typed by a user: `text` is asked as it is. */
  | 'url'
  /** A user's name that DNS leads to the addresses in `text`. */
  | 'dns'
  /** `text` is the realm that the registry asks tokens to be fetched from; its kind vouches for any realm. */
  | 'realm'
  /** As `realm`, and nobody vouches for it. */
  | 'unvouched-realm'
  /** The registry's own token endpoint redirects to `text`. */
  | 'token-location'
  /** A blob's download redirects to `text`. */
  | 'location'
  /** An upload is to go on at `text`. */
  | 'upload'
  /** The next page of tags is at `text`. */
  | 'link'
  /** `text` is the proxy that a user gives to a connection. */
  | 'proxy'
  /** `text` is asked by way of a proxy that may be asked. */
  | 'tunnel'

export interface SsrfCase {
  readonly name: string
  readonly way: Way
  /** `{registry}` and `{other}` stand for the origins of two servers that may be asked. */
  readonly text: string
  /** What the request comes to. */
  readonly outcome: ErrorCode
  /** Beside the two servers, which are open. Default: no private network. */
  readonly policy?: Partial<EgressPolicy>
  /** Further names, beside `evil.example` which leads to 10.0.0.1. An empty list: DNS knows nothing. */
  readonly names?: Readonly<Record<string, readonly string[]>>
  /** The registry speaks TLS. */
  readonly tls?: true
}

/** A case by its name, its text and what else differs. */
export type Row = readonly [name: string, text: string, more?: Partial<SsrfCase>]

/** Cases that come to `egress.denied`. */
export const denied =
  (way: Way) =>
  ([name, text, more]: Row): SsrfCase => ({ name, way, text, outcome: 'egress.denied', ...more })

/** Cases that come to `request.invalid`, whoever asks. */
export const invalid = ([name, text]: Row): SsrfCase => ({
  name,
  way: 'url',
  text,
  outcome: 'request.invalid',
})

/** Cases that come to `registry.bad_answer`: what the registry says is not done. */
export const refused =
  (way: Way) =>
  ([name, text, more]: Row): SsrfCase => ({ name, way, text, outcome: 'registry.bad_answer', ...more })

export const allow = { policy: { privateNetworks: 'allow' } } as const

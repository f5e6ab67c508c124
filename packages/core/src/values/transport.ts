import type { Secret } from './secret.ts'

/** How one registry is reached, where that differs from how this server reaches everything else. */
export interface Transport {
  /** PEM certificates of authorities that are trusted for it, beside those that Node trusts. */
  readonly caCertificates?: string
  /** Takes any certificate: whoever is on the way can read the credential. */
  readonly skipTlsVerify?: boolean
  readonly proxy?: Proxy
}

/** An HTTP proxy that is asked to connect (RFC 9110 §9.3.6), also for plain http. */
export interface Proxy {
  /** `http://proxy.example.com:3128` or `https://…`, without a user name. */
  readonly url: string
  readonly username?: string
  readonly password?: Secret
}

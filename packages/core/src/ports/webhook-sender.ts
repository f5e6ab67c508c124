import type { Secret } from '../values/secret.ts'

/** One request to a webhook's address. */
export interface WebhookMessage {
  readonly url: string
  /** Beside those that every message has. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON. */
  readonly body: string
  /** Key of the signature; absent: the message is not signed. */
  readonly signingKey?: Secret
}

/** What came back: a status, or in a few words why none did. */
export type WebhookAnswer = { readonly status: number } | { readonly fault: string }

export interface WebhookSender {
  /**
   * Posts the message once; never follows a redirect and keeps nothing of the answer's body. Throws only
   * `operation.canceled`, when the signal fires.
   */
  send(message: WebhookMessage, signal: AbortSignal): Promise<WebhookAnswer>
}

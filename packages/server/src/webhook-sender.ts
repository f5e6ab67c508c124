import { createHmac } from 'node:crypto'
import { AppError, anySignal, isAppError, type WebhookAnswer, type WebhookSender } from '@fairlead/core'
import { type Fetch, networkTrouble, troubleText } from '@fairlead/oci/net'

const LIMIT_MS = 10_000

/** `sha256=` and the HMAC-SHA-256 (RFC 2104) of the body's bytes, in lower-case hexadecimal. */
const signatureOf = (key: string, body: string): string =>
  `sha256=${createHmac('sha256', key).update(body, 'utf8').digest('hex')}`

function faultOf(error: unknown, limit: AbortSignal): string {
  if (limit.aborted) return `no answer within ${LIMIT_MS / 1000} s`
  if (isAppError(error)) return error.message
  const trouble = networkTrouble(error)
  return trouble ? `the host ${troubleText(trouble)}` : 'no answer that HTTP knows'
}

/** Sends webhooks' messages through the guarded fetch. */
export const createWebhookSender = (fetch: Fetch): WebhookSender => ({
  async send({ url, headers, body, signingKey }, signal): Promise<WebhookAnswer> {
    const limit = AbortSignal.timeout(LIMIT_MS)
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        signal: anySignal(signal, limit),
        headers: {
          ...headers,
          'content-type': 'application/json',
          'user-agent': 'fairlead',
          ...(signingKey ? { 'x-fairlead-signature-256': signatureOf(signingKey.reveal(), body) } : {}),
        },
        body,
      })
      await response.body?.cancel().catch(() => undefined)
      return { status: response.status }
    } catch (error) {
      if (!signal.aborted) return { fault: faultOf(error, limit) }
      throw new AppError('operation.canceled', 'The message was not sent.', { cause: error })
    }
  },
})

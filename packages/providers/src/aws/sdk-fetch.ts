import { type Fetch, readBody } from '@fairlead/oci/net'

/** The parts of the SDK's request that its clients fill in. */
interface SdkRequest {
  readonly method: string
  readonly protocol: string
  readonly hostname: string
  readonly port?: number
  readonly path: string
  readonly query?: Readonly<Record<string, string | string[] | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

interface SdkResponse {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: Uint8Array
}

/** An answer that sends its caller elsewhere, which no AWS API does. */
export class RedirectedAnswer extends Error {
  override readonly name = 'RedirectedAnswer'
  readonly location: string

  constructor(location: string) {
    super(`redirected to ${location}`)
    this.location = location
  }
}

/** What is known of the request that a call came to, for its evidence. */
export interface Sent {
  /** `https://api.ecr.eu-west-1.amazonaws.com` */
  readonly origin: string
  readonly method: string
  readonly path: string
  /** Absent until it was answered. */
  readonly status?: number
}

const MAX_BODY = 8 * 1024 * 1024

function addressOf({ protocol, hostname, port, path, query = {} }: SdkRequest): URL {
  const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`)
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value ?? '']) url.searchParams.append(name, each)
  }
  return url
}

function bodyOf(body: unknown): string | Uint8Array<ArrayBuffer> | null {
  if (body === undefined || body === null || body === '') return null
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return new Uint8Array(body)
  throw new Error('A request to AWS has a body that is neither text nor bytes.')
}

/**
 * A request handler for the clients of the AWS SDK that sends by our own fetch: every guard, proxy and authority of that
 * one holds for AWS too. For one call, which ends with `signal`; `sent` is told of the request and of its answer.
 * https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/CLIENTS.md#request-handler-requesthandler
 */
export function createSdkFetch(fetch: Fetch, signal: AbortSignal, sent: (request: Sent) => void) {
  async function send(request: SdkRequest): Promise<SdkResponse> {
    const url = addressOf(request)
    const headers = new Headers(request.headers)
    // The transport's own: signed as it will be, and not to be said twice.
    for (const name of ['host', 'content-length']) headers.delete(name)
    const known = { origin: url.origin, method: request.method, path: url.pathname }
    sent(known)
    const response = await fetch(url.href, {
      method: request.method,
      headers,
      body: bodyOf(request.body),
      redirect: 'manual',
      signal,
    })
    const { status } = response
    sent({ ...known, status })
    if (status >= 300 && status < 400) {
      await response.body?.cancel()
      throw new RedirectedAnswer(response.headers.get('location') ?? 'nowhere')
    }
    const body = await readBody(response, { maxBytes: MAX_BODY, signal })
    return { statusCode: status, headers: Object.fromEntries(response.headers), body }
  }
  return {
    handle: async (request: SdkRequest) => ({ response: await send(request) }),
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  }
}

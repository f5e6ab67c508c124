import { createHash, createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** A request as it was signed. */
export interface SignedRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  /** The host that the client believes that it asks. */
  readonly host: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface ClaimedSignature {
  readonly accessKeyId: string
  readonly region: string
  readonly service: string
  /** `20261122T100000Z` */
  readonly time: string
  /** Whether the request was signed with this secret. */
  fits(secret: string): boolean
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest()

const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/

function canonicalQuery(path: string): string {
  const query = new URL(path, 'http://x').searchParams
  return [...query]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&')
}

/**
 * Reads a Signature Version 4 as AWS's side does, from its documentation alone; undefined where there is none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function readSignature(request: SignedRequest): ClaimedSignature | undefined {
  const match = HEADER.exec(request.headers.authorization ?? '')
  if (!match) return undefined
  const [, accessKeyId = '', date = '', region = '', service = '', names = '', signature] = match
  const time = String(request.headers['x-amz-date'] ?? '')
  const headerValue = (name: string): string =>
    name === 'host' ? request.host : String(request.headers[name] ?? '').trim()
  const signed = names.split(';')
  const canonical = [
    request.method,
    new URL(request.path, 'http://x').pathname,
    canonicalQuery(request.path),
    ...signed.map((name) => `${name}:${headerValue(name)}`),
    '',
    names,
    sha256(request.body),
  ].join('\n')
  const scope = `${date}/${region}/${service}/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')
  return {
    accessKeyId,
    region,
    service,
    time,
    fits(secret) {
      const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`)
      return hmac(key, toSign).toString('hex') === signature
    },
  }
}

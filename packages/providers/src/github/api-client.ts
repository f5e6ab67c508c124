import type { Exchange, Secret } from '@fairlead/core'
import { type Fetch, networkTrouble, readBody, troubleCode } from '@fairlead/oci/net'
import type { Scrub } from '../verification/scrub.ts'
import { LimitExceeded, withinLimit } from '../verification/within-limit.ts'
import type { ApiAnswer, ApiFaultKind } from './api-answer.ts'

export interface ApiClientOptions {
  /** `https://api.github.com` */
  readonly api: string
  readonly fetch: Fetch
  /** Milliseconds that one question may take. */
  readonly limitMs: number
  readonly scrub: Scrub
}

/** Asks the GitHub API one question at a time; never throws for what comes back, only when the signal fires. */
export interface ApiClient {
  /** `path` begins with a slash. Without a token the question is asked anonymously. */
  ask(path: string, token: Secret | undefined, signal: AbortSignal): Promise<ApiAnswer>
}

const MAX_BODY = 8 * 1024 * 1024
const MAX_MESSAGE = 300

/** Without control characters and of a length that fits a line. */
const oneLine = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, ' ')
    .trim()
    .slice(0, MAX_MESSAGE)

function parseJson(text: string): { readonly ok: boolean; readonly json?: unknown } {
  if (text === '') return { ok: true }
  try {
    return { ok: true, json: JSON.parse(text) }
  } catch {
    return { ok: false }
  }
}

const messageOf = (json: unknown): string => {
  const message = json !== null && typeof json === 'object' && 'message' in json ? json.message : ''
  return typeof message === 'string' ? message : ''
}

/**
 * Redirects are not followed: no question asked here has one for an answer, and the token must not go elsewhere.
 * https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api
 */
export function createApiClient({ api, fetch, limitMs, scrub }: ApiClientOptions): ApiClient {
  async function read(path: string, token: Secret | undefined, signal: AbortSignal): Promise<ApiAnswer> {
    const asked = `GET ${api}${path}`
    const fault = (kind: ApiFaultKind, answered: string): ApiAnswer => ({
      kind: 'fault',
      fault: kind,
      exchange: { asked, answered: oneLine(scrub(answered)) },
    })
    const response = await fetch(`${api}${path}`, {
      method: 'GET',
      redirect: 'manual',
      signal,
      headers: {
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
        'user-agent': 'fairlead',
        ...(token ? { authorization: `Bearer ${token.reveal()}` } : {}),
      },
    })
    const { status, headers } = response
    if (status >= 300 && status < 400) {
      await response.body?.cancel()
      return fault('redirect', `${status} to ${headers.get('location') ?? 'nowhere'}`)
    }
    const body = await readBody(response, { maxBytes: MAX_BODY, signal })
    const { ok, json } = parseJson(new TextDecoder().decode(body))
    const message = oneLine(scrub(messageOf(json)))
    if (status >= 500) return fault('server-error', `${status} ${message}`)
    if (!ok) {
      const type = headers.get('content-type') ?? 'no content type'
      return fault('garbage', `${status} with ${body.byteLength} bytes that are no JSON (${type})`)
    }
    const exchange: Exchange = { asked, answered: `${status} ${message}`.trim() }
    return { kind: 'reply', status, headers, json, message, exchange }
  }

  return {
    async ask(path, token, signal) {
      try {
        return await withinLimit(limitMs, signal, (inner) => read(path, token, inner))
      } catch (error) {
        signal.throwIfAborted()
        const trouble = networkTrouble(error)
        const fault: ApiFaultKind = trouble?.fault ?? 'garbage'
        const answered =
          error instanceof LimitExceeded
            ? error.message
            : trouble
              ? `no answer: ${troubleCode(trouble)}`
              : 'not the answer of a GitHub API'
        const exchange: Exchange = { asked: `GET ${api}${path}`, answered }
        return { kind: 'fault', fault, ...(trouble ? { trouble } : {}), exchange }
      }
    },
  }
}

import { readFile } from 'node:fs/promises'
import { type Finding, finding, Secret } from '@fairlead/core'
import { type Fetch, networkTrouble, readBody, troubleCode } from '@fairlead/oci/net'
import { z } from 'zod'
import { withinLimit } from '../verification/within-limit.ts'

const VARIABLE = 'GOOGLE_APPLICATION_CREDENTIALS'
const GUIDE = 'https://cloud.google.com/iam/docs/workload-identity-federation-with-other-providers'
const MAX_TOKEN = 64 * 1024

// https://google.aip.dev/auth/4117
const formatShape = z.object({
  type: z.enum(['text', 'json']).optional(),
  subject_token_field_name: z.string().optional(),
})
const configurationShape = z.object({
  type: z.literal('external_account'),
  subject_token_type: z.string(),
  credential_source: z.object({
    file: z.string().optional(),
    url: z.url().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    format: formatShape.optional(),
  }),
})
type Source = z.infer<typeof configurationShape>['credential_source']

/** The token by which this server shows who it is. */
export interface SubjectToken {
  readonly token: Secret
  /** `urn:ietf:params:oauth:token-type:jwt` */
  readonly type: string
}

export interface SubjectTokenOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** For a token that a service of the platform gives. */
  readonly fetch: Fetch
  readonly limitMs: number
  readonly signal: AbortSignal
}

export type SubjectTokenRead = SubjectToken | { readonly finding: Finding }

function unavailable(summary: string, answered: string): { readonly finding: Finding } {
  return {
    finding: finding('ambient.unavailable', {
      summary,
      evidence: [{ asked: VARIABLE, answered }],
      remedy: {
        action: `Have the operator set ${VARIABLE} to a configuration of the type external_account with a file or URL as its source, or give the connection a key.`,
        link: GUIDE,
      },
    }),
  }
}

// Of a file only the reason is told, not the path: whoever may add a registry need not know the server's folders.
const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'not readable'

async function readSource(source: Source, { fetch, limitMs, signal }: SubjectTokenOptions): Promise<string> {
  if (source.file !== undefined) return readFile(source.file, { encoding: 'utf8', signal })
  const url = source.url ?? ''
  return withinLimit(limitMs, signal, async (inner) => {
    const response = await fetch(url, {
      headers: { ...source.headers },
      redirect: 'manual',
      signal: inner,
    })
    const body = await readBody(response, { maxBytes: MAX_TOKEN, signal: inner })
    if (response.status !== 200)
      throw Object.assign(new Error('no token'), { code: `status ${response.status}` })
    return new TextDecoder().decode(body)
  })
}

function tokenIn(text: string, { format }: Source): string | undefined {
  if (format?.type !== 'json') return text.trim() || undefined
  const parsed = z.record(z.string(), z.unknown()).safeParse(safeJson(text))
  const value = parsed.data?.[format.subject_token_field_name ?? 'access_token']
  return typeof value === 'string' && value !== '' ? value : undefined
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Reads the token of this server's own identity from where its operator's configuration says, as Google's libraries do.
 * Rejects only when the signal fires. https://google.aip.dev/auth/4117
 */
export async function readSubjectToken(options: SubjectTokenOptions): Promise<SubjectTokenRead> {
  const { environment, signal } = options
  const path = environment[VARIABLE]
  if (path === undefined || path === '') {
    return unavailable('This server has no identity that it could show to Google.', 'not set')
  }
  let text: string
  try {
    text = await readFile(path, { encoding: 'utf8', signal })
  } catch (error) {
    signal.throwIfAborted()
    return unavailable(
      "The configuration of this server's identity for Google cannot be read.",
      reasonOf(error),
    )
  }
  const { data } = configurationShape.safeParse(safeJson(text))
  const source = data?.credential_source
  if (!data || !source || (source.file === undefined && source.url === undefined)) {
    return unavailable(
      "The configuration of this server's identity for Google is of a kind that is not spoken here.",
      'no external_account with a file or URL as its source',
    )
  }
  try {
    const token = tokenIn(await readSource(source, options), source)
    if (token !== undefined) return { token: new Secret(token), type: data.subject_token_type }
    return unavailable("The source of this server's identity holds no token.", 'no token')
  } catch (error) {
    signal.throwIfAborted()
    const trouble = networkTrouble(error)
    const reason = trouble ? `no answer: ${troubleCode(trouble)}` : reasonOf(error)
    return unavailable("The token of this server's own identity cannot be had.", reason)
  }
}

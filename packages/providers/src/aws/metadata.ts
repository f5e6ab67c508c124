import { Buffer } from 'node:buffer'
import { type Exchange, Secret } from '@fairlead/core'
import { type Fetch, networkTrouble, readBody, troubleCode } from '@fairlead/oci/net'
import { z } from 'zod'
import { LimitExceeded, withinLimit } from '../verification/within-limit.ts'
import type { AwsKeys } from './keys.ts'

/** A question to a service that tells programs of the machine that they run on. */
export interface MetadataQuestion {
  readonly url: string
  readonly method?: 'GET' | 'PUT'
  readonly headers?: Readonly<Record<string, string>>
}

export interface MetadataAnswer {
  /** Absent: no answer. */
  readonly status?: number
  readonly text: string
  /** Without the body, which holds keys. */
  readonly exchange: Exchange
}

// It answers from the machine itself or not at all: where there is none, packets to it are often dropped.
const LIMIT_MS = 1_000
const MAX_BODY = 64 * 1024

/** Asks once; never throws for what comes back, only when the signal fires. */
export async function askMetadata(
  { fetch, limitMs }: { readonly fetch: Fetch; readonly limitMs: number },
  { url, method = 'GET', headers = {} }: MetadataQuestion,
  signal: AbortSignal,
): Promise<MetadataAnswer> {
  const asked = `${method} ${url}`
  try {
    return await withinLimit(Math.min(limitMs, LIMIT_MS), signal, async (inner) => {
      const response = await fetch(url, { method, headers, redirect: 'manual', signal: inner })
      const body = await readBody(response, { maxBytes: MAX_BODY, signal: inner })
      const { status } = response
      return { status, text: Buffer.from(body).toString(), exchange: { asked, answered: String(status) } }
    })
  } catch (error) {
    signal.throwIfAborted()
    const trouble = networkTrouble(error)
    const limit = error instanceof LimitExceeded ? error.message : undefined
    return {
      text: '',
      exchange: {
        asked,
        answered: `no answer: ${limit ?? (trouble ? troubleCode(trouble) : 'not of a metadata service')}`,
      },
    }
  }
}

// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
const keysDocument = z.object({
  AccessKeyId: z.string().min(1),
  SecretAccessKey: z.string().min(1),
  Token: z.string().min(1),
  Expiration: z.iso.datetime({ offset: true }).optional(),
})

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Keys as container and instance metadata tell them; undefined for any other document. */
export function readKeys({ status, text }: MetadataAnswer): AwsKeys | undefined {
  if (status !== 200) return undefined
  const { data } = keysDocument.safeParse(parseJson(text))
  if (!data) return undefined
  return {
    accessKeyId: data.AccessKeyId,
    secretAccessKey: new Secret(data.SecretAccessKey),
    sessionToken: new Secret(data.Token),
    ...(data.Expiration ? { expiresAt: new Date(data.Expiration).toISOString() } : {}),
  }
}

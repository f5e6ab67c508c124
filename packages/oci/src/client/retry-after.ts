import type { OciError } from '../spec/index.ts'

const UNIT_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  µs: 0.001,
  μs: 0.001,
  ns: 0.000_001,
}

/** Milliseconds of a duration as Go prints it: `35.852µs`, `1m2.5s`. */
function goDurationMs(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h)/gy)]
  if (parts.length === 0) return undefined
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MS[unit ?? ''] ?? 0), 0)
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
function headerMs(value: string, now: Date): number | undefined {
  const text = value.trim()
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime())
}

/**
 * How long the registry asks to wait, in milliseconds: by its `Retry-After` header, else by what ghcr.io writes into
 * the message of TOOMANYREQUESTS (`retry-after: 35.852µs, allowed: 44000/minute`).
 */
export function parseRetryAfter(
  header: string | null,
  errors: readonly OciError[] | undefined,
  now: Date,
): number | undefined {
  const given = header === null ? undefined : headerMs(header, now)
  if (given !== undefined) return given
  for (const { message } of errors ?? []) {
    const duration = /retry-after:\s*([0-9a-zµμ.]+)/i.exec(message)?.[1]
    const ms = duration === undefined ? undefined : goDurationMs(duration)
    if (ms !== undefined) return ms
  }
  return undefined
}

import { REDACTED } from '../../values/secret.ts'

// What a pasted line may carry: tokens by their own form, and whatever stands where a secret belongs.
const SECRETS: readonly [RegExp, string][] = [
  [/(https?:\/\/)[^/\s:@"']+:[^/\s@"']+@/gi, `$1${REDACTED}@`],
  [
    /\b(?:gh[opsur]_[A-Za-z0-9._]{16,}|github_pat_\w{20,}|glpat-[\w.-]{16,}|gl[a-z]{2,6}-[\w.-]{16,}|dckr_(?:pat|oat)_[\w-]{16,}|dop_v1_\w{16,})/g,
    REDACTED,
  ],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, REDACTED],
  [/\b((?:Basic|Bearer)\s+)[A-Za-z0-9+/=._~-]{8,}/gi, `$1${REDACTED}`],
  [/\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]+)?/g, REDACTED],
  [/((?:password|passwd|secret|api_?key)["']?\s*[:=]\s*["']?)[^\s"',;]{3,}/gi, `$1${REDACTED}`],
  [/((?:^|\s)(?:-p|--password)[= ])\S+/g, `$1${REDACTED}`],
]

/** The line without secrets and control characters, on one line, at most 2,000 characters long. */
export const scrubLine = (line: string): string =>
  SECRETS.reduce((text, [pattern, by]) => text.replace(pattern, by), oneLine(line)).slice(0, 2000)

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal, and what else a log may hold
const CONTROL = /\u001b\[[0-9;]*[A-Za-z]|[\u0000-\u001f\u007f]/g

const oneLine = (line: string): string =>
  line.slice(0, 8000).replace(CONTROL, ' ').replace(/ {2,}/g, ' ').trim()

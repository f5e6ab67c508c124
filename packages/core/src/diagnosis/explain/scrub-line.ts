import { REDACTED } from '../../values/secret.ts'

// What a pasted line may carry: tokens by their own form, and whatever stands where a secret belongs.
const SECRETS: readonly [RegExp, string][] = [
  [/(https?:\/\/)[^/\s:@"']+:[^/\s@"']+@/gi, `$1${REDACTED}@`],
  [
    /\b(?:gh[opsur]_[A-Za-z0-9._]{16,}|github_pat_\w{20,}|glpat-[\w.-]{16,}|gl[a-z]{2,6}-[\w.-]{16,}|dckr_(?:pat|oat)_[\w-]{16,}|dop_v1_\w{16,}|npm_\w{30,}|hv[sb]\.[\w-]{16,})/g,
    REDACTED,
  ],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, REDACTED],
  [/\b((?:Basic|Bearer)\s+)[A-Za-z0-9+/=._~-]{8,}/gi, `$1${REDACTED}`],
  [/\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]+)?/g, REDACTED],
  [
    /((?:password|passwd|secret|api[_-]?key|access[_-]?key|art-api)["']?\s*[:=]\s*["']?)[^\s"',;&]{3,}/gi,
    `$1${REDACTED}`,
  ],
  // Programs write "token: unauthorized" of what happened: here only what assigns one.
  [/(token=["']?)[^\s"',;&]{3,}/gi, `$1${REDACTED}`],
  [/(["'](?:auth|\w*token)["']\s*:\s*["'])[^\s"']{3,}/gi, `$1${REDACTED}`],
  [/((?:^|\s)(?:-p|--password)[= ])\S+/g, `$1${REDACTED}`],
]

// What is read of a log that was pasted whole: its beginning and its end, where the cause stands most often.
const READ = { start: 4000, end: 12_000 }
const SHOWN = 2000

/** The line without secrets and control characters, on one line; of a very long one the beginning and the end. */
export const scrubLine = (line: string): string =>
  SECRETS.reduce((text, [pattern, by]) => text.replace(pattern, by), oneLine(ends(line)))

/** A scrubbed line as it is shown: at most 2,000 characters, the middle left out. */
export const shortLine = (line: string): string =>
  line.length <= SHOWN ? line : `${line.slice(0, SHOWN / 2 - 1)} … ${line.slice(2 - SHOWN / 2)}`

/** Cut at blanks alone, so that no half of a secret stays, which nothing would know for one. */
function ends(text: string): string {
  if (text.length <= READ.start + READ.end) return text
  const start = text.slice(0, READ.start).replace(/\S*$/, '')
  const end = text.slice(-READ.end).replace(/^\S*/, '')
  return `${start} … ${end}`
}

// Colours and titles of a terminal, and what else a log may hold that a terminal obeys (ECMA-48), C1 and
// directional marks included.
const CONTROL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

const oneLine = (line: string): string => line.replace(CONTROL, ' ').replace(/ {2,}/g, ' ').trim()

import { type FieldIssue, invalidRequest, type ParsedDraft, type RegistryDraft, Secret } from '@fairlead/core'

/** Reads what a user typed, collecting every fault before any is reported. */
export interface DraftFields {
  /** Trimmed; empty when it was not given. `name` is a key of `config`. */
  text(name: string): string
  /** As it stands but for line breaks at its end: a password may well begin or end with a blank. */
  verbatim(name: string): string
  /** A whole number within the limits, which may be typed as text; undefined when it was not given. */
  integer(name: string, limits: { readonly min: number; readonly max: number }): number | undefined
  readonly issues: FieldIssue[]
  /** Throws `request.invalid` with all issues, if there are any. */
  finish(): void
}

// No registry has names, tokens or JSON keys near this length; it keeps a mistaken paste out of the store.
const LONGEST = 16_384

export function readDraft({ config }: RegistryDraft): DraftFields {
  const issues: FieldIssue[] = []
  function read(name: string): string {
    const value = config[name]
    if (value === undefined || value === null) return ''
    if (typeof value !== 'string') {
      issues.push({ field: `config.${name}`, problem: 'must be text', remedy: 'Send it as a JSON string.' })
      return ''
    }
    if (value.length > LONGEST) {
      issues.push({
        field: `config.${name}`,
        problem: `is longer than ${LONGEST} characters`,
        remedy: 'Paste only the value itself.',
      })
      return ''
    }
    return value
  }
  return {
    issues,
    text: (name) => read(name).trim(),
    verbatim: (name) => read(name).replace(/[\r\n]+$/, ''),
    integer(name, { min, max }) {
      const value = config[name]
      if (value === undefined || value === null || value === '') return undefined
      const number =
        typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : Number.NaN
      if (Number.isInteger(number) && number >= min && number <= max) return number
      issues.push({
        field: `config.${name}`,
        problem: `is not a whole number from ${min} to ${max}`,
        remedy: 'Correct it, or leave it out.',
      })
      return undefined
    },
    finish() {
      if (issues.length > 0) throw invalidRequest(issues)
    },
  }
}

/** A user name with its password, both or neither. */
export interface Account {
  readonly username: string
  readonly password: string
}

export const publicPart = ({ username }: Account): ParsedDraft['config'] => (username ? { username } : {})

export const secretPart = ({ password }: Account): ParsedDraft['secrets'] =>
  password ? { password: new Secret(password) } : {}

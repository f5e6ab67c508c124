/** One challenge of a `WWW-Authenticate` header. */
export interface Challenge {
  /** Lower-case: `bearer`, `basic`. */
  readonly scheme: string
  /** Names are lower-case; of a repeated one the first counts. */
  readonly parameters: Readonly<Record<string, string>>
}

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y
const TOKEN68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y
const QUOTED = /"((?:[^"\\]|\\.)*)"/sy
const SPACE = /[ \t]*/y
const COMMAS = /[ \t,]*/y

/** Reads a text from left to right by sticky expressions. */
function scanner(text: string) {
  let at = 0
  const take = (expression: RegExp): RegExpExecArray | null => {
    expression.lastIndex = at
    const match = expression.exec(text)
    if (match) at = expression.lastIndex
    return match
  }
  return {
    take,
    ended: () => at >= text.length,
    position: () => at,
    rewind: (position: number) => {
      at = position
    },
  }
}

type Scanner = ReturnType<typeof scanner>

function takeParameter(scan: Scanner): [name: string, value: string] | undefined {
  const start = scan.position()
  const name = scan.take(TOKEN)?.[0]
  scan.take(SPACE)
  if (name === undefined || !scan.take(/=/y)) {
    scan.rewind(start)
    return undefined
  }
  scan.take(SPACE)
  const quoted = scan.take(QUOTED)
  if (quoted) return [name.toLowerCase(), (quoted[1] ?? '').replace(/\\(.)/gs, '$1')]
  const bare = scan.take(TOKEN)?.[0]
  if (bare !== undefined) return [name.toLowerCase(), bare]
  scan.rewind(start)
  return undefined
}

function takeParameters(scan: Scanner): Record<string, string> {
  // Without a prototype, so that a parameter named `__proto__` is one like any other.
  const parameters: Record<string, string> = Object.create(null)
  for (;;) {
    const parameter = takeParameter(scan)
    if (parameter === undefined) return parameters
    const [name, value] = parameter
    parameters[name] ??= value
    const end = scan.position()
    if (!/,/.test(scan.take(COMMAS)?.[0] ?? '')) {
      // Some registries separate parameters by blanks alone; the next turn finds out.
      if (scan.ended() || scan.position() === end) return parameters
    }
  }
}

/**
 * All challenges of a `WWW-Authenticate` header, several headers joined by commas included. Never throws: what cannot
 * be read ends the list. https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */
export function parseChallenges(header: string | null | undefined): readonly Challenge[] {
  const scan = scanner(header ?? '')
  const challenges: Challenge[] = []
  for (;;) {
    scan.take(COMMAS)
    const scheme = scan.take(TOKEN)?.[0]?.toLowerCase()
    if (scheme === undefined) return challenges
    scan.take(SPACE)
    const start = scan.position()
    const parameters = takeParameters(scan)
    // A token68 (`Negotiate YII=`) is no list of parameters, and says nothing that we use.
    if (scan.position() === start) scan.take(TOKEN68)
    challenges.push({ scheme, parameters })
  }
}

/** The challenge that a registry client answers: Bearer with a realm, else Basic; undefined when there is neither. */
export function parseChallenge(header: string | null | undefined): Challenge | undefined {
  const challenges = parseChallenges(header)
  return (
    challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.realm !== undefined) ??
    challenges.find(({ scheme }) => scheme === 'basic')
  )
}

/** `Bearer realm="https://ghcr.io/token",service="ghcr.io"`: each value quoted. */
export function formatChallenge(scheme: string, parameters: Readonly<Record<string, string>>): string {
  const quoted = Object.entries(parameters).map(
    ([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`,
  )
  return `${scheme} ${quoted.join(',')}`.trimEnd()
}

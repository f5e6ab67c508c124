import { usageFailure } from '../failure.ts'

const TOKEN_OPTION = /^--?(?:token|password|pat|secret|access-token|api-token|registry-token)(?:=|$)/i
// GitHub's own prefixes, and Fairlead's.
// https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
const TOKEN_VALUE = /\b(?:gh[a-z]_[A-Za-z0-9._]{10,}|github_pat_[A-Za-z0-9_]{10,}|flt_[A-Za-z0-9]{10,})/g

const HOW: Record<string, string> = {
  login: 'Put it into FAIRLEAD_TOKEN, or pipe it: printf %s "$TOKEN" | fairlead login URL',
  registry:
    'Put it into FAIRLEAD_REGISTRY_TOKEN, or pipe it: printf %s "$TOKEN" | fairlead registry add NAME … --token-stdin',
  doctor:
    'Put it into FAIRLEAD_REGISTRY_TOKEN, or pipe it: printf %s "$TOKEN" | fairlead doctor … --token-stdin',
}

/**
 * Refuses a command line that carries a token: other users of the machine see it in the list of processes, and the
 * shell keeps it in its history. Throws a usage failure, which does not repeat the token.
 */
export function refuseTokenArguments(argv: readonly string[]): void {
  const end = argv.indexOf('--')
  const options = end < 0 ? argv : argv.slice(0, end)
  const named = options.some((argument) => TOKEN_OPTION.test(argument))
  if (!named && !argv.some((argument) => argument !== redactTokens(argument))) return
  const how = HOW[argv[0] ?? ''] ?? 'Put it into FAIRLEAD_TOKEN, or log in once: fairlead login URL'
  throw usageFailure(
    'A token is not taken on the command line: the list of processes and the shell history would show it.',
    `${how}. A token that was typed there should be revoked.`,
  )
}

/** The text with everything that looks like a token replaced. */
export const redactTokens = (text: string): string => text.replaceAll(TOKEN_VALUE, '[redacted]')

/** What a command's exit code says. Scripts rely on the numbers: they do not change. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  notFound: 4,
  conflict: 5,
  unreachable: 6,
  timeout: 7,
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** One sentence for each exit code, in `fairlead help exit-codes` and docs/cli.md. */
export const EXIT_CODES: readonly { readonly code: number; readonly meaning: string }[] = [
  {
    code: EXIT.ok,
    meaning: 'It was done. A check that was asked for found no error; warnings may be there.',
  },
  {
    code: EXIT.failed,
    meaning:
      'What was checked has errors, the deployment failed, or the command could not do it for a reason that no other code names.',
  },
  {
    code: EXIT.usage,
    meaning: 'The command line or a value in it is not valid: nothing was changed.',
  },
  { code: EXIT.refused, meaning: 'Not logged in, or the token is refused or may not do this.' },
  { code: EXIT.notFound, meaning: 'What the command names does not exist, or the token may not see it.' },
  {
    code: EXIT.conflict,
    meaning:
      'It conflicts with what is there: a name is taken, a registry is in use, another deployment runs, someone else saved first.',
  },
  { code: EXIT.unreachable, meaning: 'The Fairlead server cannot be reached, or is not able to answer now.' },
  {
    code: EXIT.timeout,
    meaning: 'The time limit passed (`--timeout`). What was begun on the server goes on.',
  },
  {
    code: EXIT.interrupted,
    meaning:
      'Ended by Ctrl-C. (143 when ended by SIGTERM, 129 by SIGHUP.) What was begun on the server goes on.',
  },
]

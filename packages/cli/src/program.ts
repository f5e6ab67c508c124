import { CommanderError, Option, Command as Parser } from 'commander'
import { COMMANDS, findCommand, GROUPS } from './catalog.ts'
import type { Command, OptionSpec } from './command.ts'
import { allOptions, optionName } from './common-options.ts'
import { createContext, type OutputFormat } from './context.ts'
import { EXIT } from './exit-codes.ts'
import { CommandFailure, usageFailure } from './failure.ts'
import { TOPICS } from './help-topics.ts'
import type { Io } from './io.ts'
import { argumentLabel, describeFallback } from './labels.ts'
import { layoutWidth, showsColours } from './render/style.ts'
import { VERSION } from './version.ts'

function parserOption(name: string, spec: OptionSpec<unknown>): Option[] {
  const long = optionName(name)
  const flags = `${spec.short ? `-${spec.short}, ` : ''}${long}${spec.value ? ` <${spec.value}>` : ''}`
  const option = new Option(flags, spec.summary)
  if (spec.choices) option.choices(spec.choices)
  if (spec.parse || spec.repeated) {
    option.argParser((given: string, previous: unknown) => {
      const value = spec.parse ? parseValue(long, given, spec.parse) : given
      return spec.repeated ? [...(previous as readonly unknown[]), value] : value
    })
  }
  if (spec.fallback !== undefined) option.default(spec.fallback, describeFallback(spec))
  return spec.negatable ? [option, new Option(`--no-${long.slice(2)}`, `Not ${long}`).hideHelp()] : [option]
}

function parseValue(long: string, given: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(given)
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    throw usageFailure(`${long}: ${error.message}`, error.remedy)
  }
}

const MANUAL = 'Every command takes --help. Topics: '

/** The command line as commander sees it. `run` hands what was parsed to the command. */
function buildProgram(io: Io, run: (command: Command, invocation: Invocation) => Promise<void>): Parser {
  const configure = (parser: Parser): Parser =>
    parser
      .exitOverride()
      .configureOutput({
        writeOut: (text) => void io.stdout.write(text),
        writeErr: (text) => void io.stderr.write(text),
        outputError: () => {},
        getOutHelpWidth: () => Math.min(100, layoutWidth(io.stdout)),
        getErrHelpWidth: () => Math.min(100, layoutWidth(io.stderr)),
        getOutHasColors: () => showsColours(io.stdout, io.env),
        getErrHasColors: () => showsColours(io.stderr, io.env),
      })
      .configureHelp({
        styleTitle: (text) => (showsColours(io.stdout, io.env) ? `\u001b[1m${text}\u001b[22m` : text),
        subcommandTerm: (sub) => sub.name(),
        optionDescription: describeOption,
      })
      .helpCommand(false)
      .helpOption('-h, --help', 'Show this help')

  const program = configure(new Parser('fairlead'))
    .description('Connect container registries, prove that they work, and deploy from them.')
    .version(VERSION, '-V, --version', 'Print the version')
    .addHelpText('after', `\n${MANUAL}fairlead help ${Object.keys(TOPICS).join(', ')}.`)
  const groups = new Map(
    GROUPS.map(({ name, summary }) => [name, configure(program.command(name)).description(summary)]),
  )
  for (const command of COMMANDS) {
    const words = command.name.split(' ')
    const parent = words.length > 1 ? groups.get(words[0] ?? '') : program
    if (!parent) throw new Error(`The command "${command.name}" has no group.`)
    addCommand(configure(parent.command(words.at(-1) ?? '')), command, run)
  }
  return program
}

function describeOption({ description, argChoices, defaultValueDescription }: Option): string {
  const notes = [
    ...(argChoices ? [argChoices.join(' or ')] : []),
    ...(defaultValueDescription ? [`default: ${defaultValueDescription}`] : []),
  ]
  return notes.length === 0 ? description : `${description} (${notes.join('; ')})`
}

interface Invocation {
  readonly args: Readonly<Record<string, unknown>>
  readonly options: Readonly<Record<string, unknown>>
}

function addCommand(
  parser: Parser,
  command: Command,
  run: (command: Command, invocation: Invocation) => Promise<void>,
): void {
  parser.description([command.summary, ...(command.details ?? [])].join('\n\n')).summary(command.summary)
  const names = Object.keys(command.arguments)
  for (const [name, spec] of Object.entries(command.arguments)) {
    const label = argumentLabel(name)
    parser.argument(spec.required ? `<${label}>` : `[${label}]`, spec.summary)
  }
  for (const [name, spec] of Object.entries(allOptions(command))) {
    for (const option of parserOption(name, spec)) parser.addOption(option)
  }
  if (command.examples) {
    parser.addHelpText(
      'after',
      `\nExamples:\n${command.examples.map((example) => `  ${example}`).join('\n')}`,
    )
  }
  parser.action(async (...given: unknown[]) => {
    const args = Object.fromEntries(names.map((name, index) => [name, given[index]]))
    await run(command, { args, options: parser.opts() })
  })
}

/** Parses and runs. Throws what the command throws, and a usage failure for a command line that makes no sense. */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.ok
  const program = buildProgram(io, async (command, { args, options }) => {
    const context = createContext(io, {
      format: options.output === 'json' ? ('json' satisfies OutputFormat) : 'text',
      quiet: options.quiet === true,
      timeoutMs: typeof options.timeout === 'number' ? options.timeout : undefined,
    })
    try {
      exitCode = await command.run({ args, options }, context)
    } catch (error) {
      // Whatever a call makes of it, the time limit or Ctrl-C is the reason.
      throw context.signal.aborted ? context.signal.reason : error
    }
  })
  const group = argv.length === 1 ? GROUPS.find(({ name }) => name === argv[0]) : undefined
  if (argv.length === 0 || group) {
    ;(group ? program.commands.find((each) => each.name() === group.name) : program)?.outputHelp({
      error: true,
    })
    return EXIT.usage
  }
  try {
    await program.parseAsync(helpRequest(argv) ?? [...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return EXIT.ok
    throw usageFailure(...describeParserError(error, argv))
  }
  return exitCode
}

/** `help registry add` as `registry add --help`; undefined for anything else. */
function helpRequest([first, ...words]: readonly string[]): string[] | undefined {
  if (first !== 'help') return undefined
  if (words.length === 0) return ['--help']
  const known = GROUPS.some(({ name }) => name === words.join(' ')) || findCommand(words)
  return known ? [...words, '--help'] : undefined
}

// commander: "error: unknown option '--tga'\n(Did you mean --tag?)"
function describeParserError(error: CommanderError, argv: readonly string[]): [string, string] {
  const [first = '', suggestion = ''] = error.message.replace(/^error: /, '').split('\n')
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.$/, '')}.`
  const command = findCommand(argv)
  const hint = suggestion.replace(/^\((.*)\)$/, '$1 ')
  return [sentence, `${hint}See: fairlead ${command ? `${command.name} ` : ''}--help`]
}

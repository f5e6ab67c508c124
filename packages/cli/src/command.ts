import type { Context } from './context.ts'

/** One option of a command, as data. `T` is what `run` gets of it. */
export interface OptionSpec<T> {
  readonly summary: string
  /** `NAME` in `--registry NAME`; absent for a switch. */
  readonly value?: string
  readonly short?: string
  readonly choices?: readonly string[]
  /** Value when the option is not given. */
  readonly fallback?: T
  /** Given more than once, it collects. */
  readonly repeated?: boolean
  /** `--no-<name>` exists beside it. */
  readonly negatable?: boolean
  /** Reads the text. Throws a usage failure. */
  parse?(text: string): T
}

/** One argument of a command, as data. */
export interface ArgumentSpec<T> {
  readonly summary: string
  readonly required: boolean
  /** Only for typing: `string`, or `string | undefined` when it may be left out. */
  readonly type?: T
}

type Values<Specs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends OptionSpec<infer T> | ArgumentSpec<infer T> ? T : never
}

export type OptionSpecs = Readonly<Record<string, OptionSpec<unknown>>>
export type ArgumentSpecs = Readonly<Record<string, ArgumentSpec<unknown>>>

/** A command is data and `run`, which returns an exit code. Help, parsing and docs/cli.md come from the data. */
export interface Command<A extends ArgumentSpecs = ArgumentSpecs, O extends OptionSpecs = OptionSpecs> {
  /** `registry add`. */
  readonly name: string
  readonly summary: string
  /** Paragraphs. */
  readonly details?: readonly string[]
  /** In the order in which they are typed. */
  readonly arguments: A
  /** By name, in camel case: `tokenStdin` is `--token-stdin`. */
  readonly options: O
  readonly examples?: readonly string[]
  /** What `--output json` prints, in words and as a shape. Absent where the command prints nothing to read. */
  readonly json?: string
  run(input: { readonly args: Values<A>; readonly options: Values<O> }, context: Context): Promise<number>
}

/** Keeps the types of a command's arguments and options for its `run`. */
export const defineCommand = <A extends ArgumentSpecs, O extends OptionSpecs>(
  command: Command<A, O>,
): Command<A, O> => command

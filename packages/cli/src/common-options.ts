import type { Command, OptionSpecs } from './command.ts'
import { choice, flag } from './options.ts'

/** Options that every command with something to read has. */
export const outputOptions = {
  output: choice('FORMAT', ['text', 'json'], 'text', 'Text for people, or JSON for machines', { short: 'o' }),
  quiet: flag('Print the result only, without progress and notes'),
}

/** The command's own options and the common ones, in the order in which help lists them. */
export const allOptions = (command: Command): OptionSpecs =>
  command.json === undefined ? command.options : { ...command.options, ...outputOptions }

/** `--token-stdin` from `tokenStdin`. */
export const optionName = (name: string): string =>
  `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

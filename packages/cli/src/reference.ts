import { COMMANDS, GROUPS } from './catalog.ts'
import type { ArgumentSpec, Command, OptionSpec } from './command.ts'
import { allOptions, optionName, outputOptions } from './common-options.ts'
import { TOPICS, type Topic } from './help-topics.ts'
import { argumentLabel, describeFallback } from './labels.ts'

const INTRODUCTION = `# The command line: \`fairlead\`

<!-- Generated from packages/cli/src by \`npm run generate\`. Do not edit it by hand. -->

In the checkout \`npx fairlead\` runs it. \`fairlead COMMAND --help\` shows what is below for one command.`

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

function usage(command: Command): string {
  const names = Object.entries(command.arguments).map(([name, { required }]) =>
    required ? argumentLabel(name) : `[${argumentLabel(name)}]`,
  )
  const options = Object.keys(allOptions(command)).length > 0 ? ['[options]'] : []
  return ['fairlead', command.name, ...names, ...options].join(' ')
}

function argumentRow([name, { summary }]: [string, ArgumentSpec<unknown>]): string {
  return `| \`${argumentLabel(name)}\` | ${cell(summary)} |`
}

function optionRow([name, spec]: [string, OptionSpec<unknown>]): string {
  const { summary, value, short, choices, negatable, repeated } = spec
  const long = `${optionName(name)}${value ? ` ${value}` : ''}`
  const flags = [
    ...(short ? [`-${short}`] : []),
    long,
    ...(negatable ? [`--no-${optionName(name).slice(2)}`] : []),
  ]
  const fallback = describeFallback(spec)
  const notes = [
    choices ? `One of ${choices.map((each) => `\`${each}\``).join(', ')}.` : '',
    repeated ? 'May be given more than once.' : '',
    fallback ? `Default: \`${fallback}\`.` : '',
  ].filter(Boolean)
  return `| ${flags.map((each) => `\`${cell(each)}\``).join(', ')} | ${cell([`${summary}.`, ...notes].join(' '))} |`
}

const table = (first: string, rows: readonly string[]): string[] =>
  rows.length === 0 ? [] : [[`| ${first} | |`, '| --- | --- |', ...rows].join('\n')]

const shell = (examples: readonly string[] = []): string[] =>
  examples.length === 0 ? [] : [['```sh', ...examples, '```'].join('\n')]

function commandChapter(command: Command): string {
  const own = Object.entries(command.options)
  const common = command.json === undefined ? [] : ['And `--output`, `--quiet`.']
  return [
    `### ${command.name}`,
    `${command.summary}.`,
    ['```', usage(command), '```'].join('\n'),
    ...(command.details ?? []),
    ...table('Argument', Object.entries(command.arguments).map(argumentRow)),
    ...table('Option', own.map(optionRow)),
    ...common,
    ...shell(command.examples),
    ...(command.json === undefined ? [] : [`JSON: \`${command.json}\``]),
  ].join('\n\n')
}

function topicChapter({ title, paragraphs, entries, examples }: Topic): string {
  const rows = entries.map(({ term, text }) => `| \`${cell(term)}\` | ${cell(text)} |`)
  return [`## ${title}`, ...paragraphs, ...table('', rows), ...shell(examples)].join('\n\n')
}

/** The whole of docs/cli.md: `npm run generate` writes it, and a test fails when the file is another. */
export function renderReference(): string {
  const single = COMMANDS.filter(({ name }) => !name.includes(' '))
  const grouped = GROUPS.map(({ name, summary }) => {
    const commands = COMMANDS.filter((command) => command.name.startsWith(`${name} `))
    return [`## ${name}`, `${summary}.`, ...commands.map(commandChapter)].join('\n\n')
  })
  const common = [
    '## Options of every command with output',
    ...table('Option', Object.entries(outputOptions).map(optionRow)),
  ].join('\n\n')
  const chapters = [
    INTRODUCTION,
    '## Commands',
    ...single.map(commandChapter),
    ...grouped,
    common,
    ...Object.values(TOPICS).map(topicChapter),
  ]
  return `${chapters.join('\n\n')}\n`
}

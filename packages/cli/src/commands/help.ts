import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { usageFailure } from '../failure.ts'
import { TOPICS, type Topic } from '../help-topics.ts'
import { optionalArgument } from '../options.ts'
import type { Style } from '../render/style.ts'
import { padText, textWidth, wrapText } from '../render/text.ts'

const WIDEST = 100

function renderTopic(
  { title, paragraphs, entries, examples = [] }: Topic,
  width: number,
  style: Style,
): string {
  const column = Math.max(0, ...entries.map(({ term }) => textWidth(term)))
  // Long terms, such as a list of variables, stand on a line of their own.
  const beside = column <= 24
  const indent = ' '.repeat(beside ? column + 4 : 4)
  const shown = entries.map(({ term, text }) => {
    const lines = wrapText(text, width - indent.length).join(`\n${indent}`)
    return beside
      ? `  ${style.bold(padText(term, column))}  ${lines}`
      : `  ${style.bold(term)}\n${indent}${lines}`
  })
  const body = paragraphs.map((paragraph) => wrapText(paragraph, width).join('\n'))
  const commands = examples.map((example) => `  ${example}`)
  const blocks = [shown, commands].filter(({ length }) => length > 0).map((lines) => lines.join('\n'))
  return `${[style.bold(title), ...body, ...blocks].join('\n\n')}\n`
}

/** `fairlead help TOPIC`. `fairlead help COMMAND` is answered before it comes here. */
export const help = defineCommand({
  name: 'help',
  summary: 'Explain a command or a topic',
  details: [`Topics: ${Object.keys(TOPICS).join(', ')}.`],
  arguments: { topic: optionalArgument('A topic, or a command such as "registry add"') },
  options: {},
  examples: ['fairlead help exit-codes', 'fairlead help registry add'],
  async run({ args: { topic = '' } }, context) {
    const page = TOPICS[topic]
    if (!page)
      throw usageFailure(
        `There is no topic or command "${topic}".`,
        `Topics: ${Object.keys(TOPICS).join(', ')}.`,
      )
    context.io.stdout.write(renderTopic(page, Math.min(WIDEST, context.width), context.style))
    return EXIT.ok
  },
})

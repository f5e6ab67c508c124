import type { Style } from './style.ts'
import { plainLine, textWidth, wrapText } from './text.ts'

/** What a command is about to show: its name, and in dim words what else there is to say, below it where space is short. */
export function renderHeading(
  name: string,
  words: string,
  { width, style }: { readonly width: number; readonly style: Style },
): string {
  const [title, detail] = [plainLine(name), plainLine(words)]
  const beside = 2 + textWidth(title) + 2 + textWidth(detail) <= width
  const indent = beside ? '' : '  '
  const lines = wrapText(detail, width - 2).map((line) => indent + style.dim(line))
  return `\n  ${style.bold(title)}${beside ? '  ' : '\n'}${lines.join('\n')}\n\n`
}

import { stripVTControlCharacters } from 'node:util'

// C0 and C1 controls but the line feed: a registry's answer must not move the cursor or recolour the terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Text from elsewhere on one line, without anything that a terminal would obey. */
export const plainLine = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll(CONTROLS, ' ')
    .trim()

/** As `plainLine`, with the line breaks kept. */
export const plainText = (text: string): string =>
  stripVTControlCharacters(text).replaceAll(/\r\n?/g, '\n').replaceAll('\t', '  ').replaceAll(CONTROLS, '')

const COMBINING = /\p{Mark}/u
// East Asian Wide and Fullwidth, by blocks: https://www.unicode.org/reports/tr11/
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

/** Columns that the text takes on a terminal; colours take none. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of stripVTControlCharacters(text)) {
    if (!COMBINING.test(character)) width += WIDE.test(character) ? 2 : 1
  }
  return width
}

/** Spaces added to the right until it takes `width` columns; longer text is left as it is. */
export const padText = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - textWidth(text)))

/** Cut to `width` columns, with `…` where something was cut. The text has no colours yet. */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  let cut = ''
  for (const character of text) {
    if (textWidth(cut + character) > width - 1) break
    cut += character
  }
  return `${cut.trimEnd()}…`
}

/** Lines of at most `width` columns, broken at spaces; a word longer than that stays whole, so that it can be copied. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line = ''
    for (const word of paragraph.split(' ')) {
      if (line !== '' && textWidth(line) + 1 + textWidth(word) > width) {
        lines.push(line)
        line = word
      } else {
        line = line === '' ? word : `${line} ${word}`
      }
    }
    lines.push(line)
  }
  return lines
}

/** One line, or a piece of a long one, of a container's log. */
export interface TimedText {
  /** UTC with nine digits of fraction, so that texts sort as times do. */
  readonly time: string
  readonly text: string
}

/** The most of a line that is held and given at once, in characters; what is longer comes in pieces. */
export const LONGEST_PIECE = 16_384
const LONGEST_TIME = 40
const TIMED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d) ?/

/**
 * Takes a log with `timestamps=true` apart. All pieces of a line have its time. A line without a time is what the
 * kubelet says about the log, such as that there is none, and is left out.
 */
export async function* timedLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<TimedText> {
  const decoder = new TextDecoder()
  let held = ''
  /** Time of the line whose first pieces were given already; empty for one without. */
  let begun: string | undefined
  const take = (line: string): TimedText | undefined => {
    if (begun !== undefined) return begun === '' ? undefined : { time: begun, text: line }
    const match = TIMED.exec(line)
    const time = match && utcTime(match)
    return time ? { time, text: line.slice(match[0].length) } : undefined
  }
  for await (const chunk of body) {
    const text = decoder.decode(chunk, { stream: true })
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      held += text.slice(from, end)
      from = end + 1
      yield* pieces()
      const last = take(held.replace(/\r$/, ''))
      if (last && (begun === undefined || last.text !== '')) yield last
      held = ''
      begun = undefined
    }
    held += text.slice(from)
    yield* pieces()
  }
  held += decoder.decode()
  const last = held === '' ? undefined : take(held)
  if (last) yield last

  function* pieces(): Generator<TimedText> {
    while (held.length > LONGEST_PIECE + LONGEST_TIME) {
      const end = beforePair(held, LONGEST_PIECE)
      const piece = take(held.slice(0, end))
      if (piece) yield piece
      begun = piece?.time ?? ''
      held = held.slice(end)
    }
  }
}

/** Where to cut, so that no character that takes two units of UTF-16 is cut in the middle. */
function beforePair(text: string, end: number): number {
  const unit = text.charCodeAt(end - 1)
  return unit >= 0xd800 && unit <= 0xdbff ? end - 1 : end
}

function utcTime([, seconds = '', fraction = '', zone = '']: RegExpExecArray): string | undefined {
  const date = new Date(`${seconds}${zone}`)
  if (Number.isNaN(date.getTime())) return undefined
  return `${date.toISOString().slice(0, 19)}.${fraction.slice(1, 10).padEnd(9, '0')}Z`
}

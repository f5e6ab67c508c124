const SEPARATOR = '\n'

/** A zod check's own words: what is wrong, as a predicate, and what to do about it. Neither holds the value. */
export const fault = (problem: string, remedy: string): { error: string } => ({
  error: `${problem}${SEPARATOR}${remedy}`,
})

/** Reads what `fault` wrote; undefined for zod's own messages. */
export function readFault(message: string): { problem: string; remedy: string } | undefined {
  const at = message.indexOf(SEPARATOR)
  return at < 0 ? undefined : { problem: message.slice(0, at), remedy: message.slice(at + 1) }
}

import { readSubject, type Subject } from '../read-subject.ts'
import type { LineReading } from './read-line.ts'

/** A sentence where the line names another repository than the one that was asked for; nothing was asked of that. */
export function otherImage({ image }: Pick<LineReading, 'image'>, subject: Subject): string | undefined {
  if (!image || subject.image === undefined) return undefined
  // A digest in capitals, too, is one that a line may hold and that no reference is.
  const named = readSubject(image.toLowerCase(), { hasOwners: () => false })
  const isSame = named.repository.replace(/^library\//, '') === subject.repository.replace(/^library\//, '')
  if (isSame && (named.hostAssumed || subject.hostAssumed || named.host === subject.host)) return undefined
  return `The line names ${image}, and ${subject.name} was asked for: what follows is of the latter.`
}

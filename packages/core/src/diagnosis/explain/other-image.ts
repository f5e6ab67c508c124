import { readSubject, type Subject, type SubjectOptions } from '../read-subject.ts'
import type { LineReading } from './read-line.ts'

/** What a line names beside what was asked for; nothing was asked of that. */
export interface OtherImage {
  /** As the line names it. */
  readonly image: string
  /** Only the tag or the digest is another: the registry, the name and the rights are the same. */
  readonly sameRepository: boolean
  readonly sentence: string
}

const isTagged = (subject: Subject): boolean => /[:@]/.test(subject.image ?? '')

/** Where the line names another image than the one that was asked for. */
export function otherImage({ image }: Pick<LineReading, 'image'>, subject: Subject): OtherImage | undefined {
  if (!image || subject.image === undefined) return undefined
  // A digest in capitals, too, is one that a line may hold and that no reference is.
  const digest = /@sha256:/i.test(image)
  const named = readSubject(digest ? image.toLowerCase() : image, { hasOwners: () => false })
  const isSame = named.repository.replace(/^library\//, '') === subject.repository.replace(/^library\//, '')
  const sameRepository = isSame && (named.hostAssumed || subject.hostAssumed || named.host === subject.host)
  if (sameRepository && !namesOtherTag(image, named, subject)) return undefined
  const latter = sameRepository ? 'the rest is of that' : 'what follows is of the latter'
  return {
    image,
    sameRepository,
    sentence: `The line names ${image}, and ${subject.name} was asked for: ${latter}.`,
  }
}

const referenceOf = ({ image = '', repository }: Subject): string => image.slice(repository.length)

/** Both name a tag, or both a digest, and it is another one; a tag and a digest may be of one image. */
function namesOtherTag(image: string, named: Subject, subject: Subject): boolean {
  if (!isTagged(named) || !isTagged(subject) || !/[:@][^/]*$/.test(image)) return false
  const [theirs, ours] = [referenceOf(named), referenceOf(subject)]
  return theirs.includes('@') === ours.includes('@') && theirs !== ours
}

/** The tag or digest that the line names, where the image was asked for without one. */
export function withTagOf(
  { image }: Pick<LineReading, 'image'>,
  subject: Subject,
  options: SubjectOptions,
): Subject {
  if (!image || !subject.image || isTagged(subject)) return subject
  const reference = /(?::[\w][\w.-]*)?(?:@sha256:[0-9a-f]{64})?$/.exec(image)?.[0]
  if (!reference || otherImage({ image }, subject)) return subject
  return { ...readSubject(`${subject.name}${reference}`, options), ...pick(subject) }
}

/** What the name itself told. */
const pick = ({ findings, hostAssumed }: Subject): Pick<Subject, 'findings' | 'hostAssumed'> => ({
  findings,
  hostAssumed,
})

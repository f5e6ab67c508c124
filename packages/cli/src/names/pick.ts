import { EXIT } from '../exit-codes.ts'
import { CommandFailure, usageFailure } from '../failure.ts'

export interface Candidate {
  readonly id: string
  readonly name: string
}

export interface Question<T extends Candidate> {
  /** `registry`, `container`. */
  readonly what: string
  readonly plural: string
  /** Name or id that the caller gave. */
  readonly given: string | undefined
  readonly candidates: readonly T[]
  /** How the caller says which: `--organization NAME`. */
  readonly how: string
  /** What to do when there is none. */
  readonly create?: string
  /** How a candidate is told from others of the same name. */
  label?(candidate: T): string
}

const MOST_LISTED = 12

function listCandidates<T extends Candidate>({ candidates, label }: Question<T>): string {
  const labels = candidates.map((candidate) => label?.(candidate) ?? candidate.name)
  // Where labels repeat, only the id tells them apart.
  const texts = labels.map((text, index) =>
    labels.indexOf(text) === labels.lastIndexOf(text) ? text : `${text} (${candidates[index]?.id})`,
  )
  const more = texts.length > MOST_LISTED ? [`and ${texts.length - MOST_LISTED} more`] : []
  return [...texts.slice(0, MOST_LISTED), ...more].join(', ')
}

function pickTheOnly<T extends Candidate>(question: Question<T>): T {
  const { what, plural, candidates, how, create } = question
  const [first, ...others] = candidates
  if (!first) {
    throw new CommandFailure(
      EXIT.notFound,
      `${what}.none`,
      `There is no ${what} yet, or the token may not see it.`,
      {
        remedy: create,
      },
    )
  }
  if (others.length === 0) return first
  throw usageFailure(
    `There are ${candidates.length} ${plural}: say which with ${how}.`,
    `Choose from: ${listCandidates(question)}.`,
  )
}

/**
 * The candidate that the caller means: by id, by name, or by name without regard to case where only one matches; the
 * only one when nothing was given. Throws a failure that lists the candidates.
 */
export function pick<T extends Candidate>(question: Question<T>): T {
  const { what, plural, given, candidates } = question
  if (given === undefined) return pickTheOnly(question)
  const wanted = given.toLowerCase()
  const exact = candidates.filter(({ id, name }) => id.toLowerCase() === wanted || name === given)
  const matches = exact.length > 0 ? exact : candidates.filter(({ name }) => name.toLowerCase() === wanted)
  const [match, ...others] = matches
  if (match && others.length === 0) return match
  if (match) {
    const same = { ...question, candidates: matches }
    throw usageFailure(
      `There are ${matches.length} ${plural} named "${given}": say which by its id or where it is.`,
      `Choose from: ${listCandidates(same)}.`,
    )
  }
  const remedy = candidates.length > 0 ? `There are: ${listCandidates(question)}.` : question.create
  throw new CommandFailure(
    EXIT.notFound,
    `${what}.not_found`,
    `There is no ${what} "${given}", or the token may not see it.`,
    {
      remedy,
    },
  )
}

import { finding } from '@fairlead/core'
import { found, passed, skipped, type Verdict } from '../verification/outcome.ts'
import { type ApiAnswer, isReply } from './api-answer.ts'
import { Account } from './api-schemas.ts'
import { type ApiParty, apiFault, badAnswer } from './judge-api.ts'
import type { OwnerName } from './owner-name.ts'
import type { OwnerType } from './subject.ts'

/** What the prefix's text tells; undefined when there is nothing against it. */
export function judgeOwnerName(owner: OwnerName): Verdict | undefined {
  const evidence = [{ asked: 'the container registry prefix', answered: owner.kind }]
  if (owner.kind === 'malformed') {
    const malformed = finding('owner.malformed', {
      summary: `The container registry prefix ${owner.problem}.`,
      evidence,
      remedy: {
        action: owner.suggestion
          ? `Enter only the owner's name: ${owner.suggestion}.`
          : 'Enter the name of the GitHub user or organization, as in ghcr.io/<owner>/<image>:<tag>.',
      },
    })
    const cause = { code: malformed.code, text: 'the container registry prefix is malformed' }
    return { outcome: found([malformed]), cause }
  }
  if (owner.kind === 'upper-case') {
    const upper = finding('owner.not_lowercase', {
      summary: `The container registry prefix "${owner.name}" has capital letters, and image names must be lower-case.`,
      evidence: [{ asked: 'the container registry prefix', answered: owner.name }],
      remedy: { action: `Enter it as ${owner.suggestion}.` },
    })
    const cause = { code: upper.code, text: 'the container registry prefix has capital letters' }
    return { outcome: found([upper]), cause }
  }
  return undefined
}

/** Undefined when the answer does not tell. */
export function ownerTypeOf(answer: ApiAnswer | undefined): OwnerType | undefined {
  if (!isReply(answer, 200)) return undefined
  const account = Account.safeParse(answer.json)
  if (!account.success) return undefined
  return account.data.type === 'Organization' ? 'organization' : 'user'
}

export interface OwnerContext {
  readonly name: string
  /** Known from the list of packages, where that was answered for an organization. */
  readonly ownerType: OwnerType | undefined
  /** Asked without a token: some installations answer nobody without one. */
  readonly anonymously: boolean
  readonly login: string | undefined
  /** `https://github.com` */
  readonly web: string
}

/** Whether the owner exists, and what it is. */
export function judgeOwner(
  party: ApiParty,
  answer: ApiAnswer,
  { name, ownerType, anonymously, login, web }: OwnerContext,
): Verdict {
  const fault = apiFault(party, answer)
  if (fault) return fault
  if (isReply(answer, 404) && ownerType === undefined) {
    const unknown = finding('owner.not_found', {
      summary: `There is no user or organization "${name}" on ${new URL(web).host}.`,
      evidence: [answer.exchange],
      remedy: {
        action: `Correct the container registry prefix: it is the <owner> of an image's <owner>/<image>:<tag>${
          login ? ` (the token's own user is ${login.toLowerCase()})` : ''
        }.`,
      },
    })
    return { outcome: found([unknown]), cause: { code: unknown.code, text: `there is no owner "${name}"` } }
  }
  if (ownerType)
    return { outcome: passed(`${name} is ${ownerType === 'user' ? 'a user' : 'an organization'}.`) }
  if (anonymously) return { outcome: skipped('Not answered without a valid token.') }
  return badAnswer(party, answer)
}

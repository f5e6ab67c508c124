import { finding } from '@fairlead/core'
import { type Cause, found, notAsked, notProved, passed, type Verdict } from '../verification/outcome.ts'
import { type ApiAnswer, isReply } from './api-answer.ts'
import { type Package, Packages } from './api-schemas.ts'
import { type ApiParty, apiFault, badAnswer } from './judge-api.ts'
import type { Links } from './links.ts'
import type { OwnerType } from './subject.ts'

/** The packages of a list; undefined when the answer is none. */
export function packagesOf(answer: ApiAnswer | undefined): readonly Package[] | undefined {
  if (!isReply(answer, 200)) return undefined
  const packages = Packages.safeParse(answer.json)
  return packages.success ? packages.data : undefined
}

export interface PackagesContext {
  readonly owner: string
  readonly ownerType: OwnerType | undefined
  readonly login: string | undefined
  readonly links: Links
  /** What already explains that nothing is to be seen. */
  readonly cause: Cause | undefined
}

function whyNone({ owner, ownerType, login }: PackagesContext): string {
  const another = ownerType === 'user' && login !== undefined && login.toLowerCase() !== owner.toLowerCase()
  return another
    ? `${owner} is another user than the token's ${login}, and shows it no container packages: those of another user are only visible when public or shared.`
    : `No container package of ${owner} is visible to the token.`
}

/** Which packages of the owner the token sees. */
export function judgePackages(party: ApiParty, answer: ApiAnswer, context: PackagesContext): Verdict {
  const { owner, ownerType, links, cause } = context
  const packages = packagesOf(answer)
  if (packages && packages.length > 0) {
    const hidden = packages.filter(({ visibility }) => visibility !== 'public').length
    const count = packages.length === 1 ? '1 package' : `${packages.length} packages`
    return { outcome: passed(`${count} visible, ${hidden} of them not public.`) }
  }
  if (cause) return { outcome: isReply(answer, 200) ? notProved(cause) : notAsked(cause) }
  const fault = apiFault(party, answer)
  if (fault) return fault
  const refused = isReply(answer, 403) || isReply(answer, 404)
  if (!packages && !refused) return badAnswer(party, answer)
  const none = finding('packages.none_visible', {
    summary: whyNone(context),
    evidence: [packages ? { ...answer.exchange, answered: '200 with an empty list' } : answer.exchange],
    remedy: {
      action: `Push an image to ${owner} first, or have the token's owner given access to its packages.`,
      link: links.packages(owner, ownerType),
    },
  })
  return { outcome: found([none]) }
}

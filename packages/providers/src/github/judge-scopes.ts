import { type Exchange, type Finding, finding } from '@fairlead/core'
import { type Cause, found, type Outcome, passed, skipped } from '../verification/outcome.ts'
import { type Links, listWords } from './links.ts'
import { expandScopes, neededScopes, needlessScopes, type ScopeDemand } from './scopes.ts'

export interface ScopeFacts extends ScopeDemand {
  /** As GitHub reports them; undefined when it does not. */
  readonly granted: readonly string[] | undefined
  /** The API itself said that the scope for packages is missing. */
  readonly deniedForScope?: boolean
  /** Some visible package inherits from a private repository; undefined when that is not known. */
  readonly repoFits: boolean | undefined
  readonly evidence: readonly Exchange[]
  readonly links: Links
}

/** Which checks a missing scope makes impossible. */
export interface ScopeVerdict {
  readonly outcome: Outcome
  readonly packages?: Cause
  readonly membership?: Cause
  readonly push?: Cause
}

type ScopeCode = Extract<Finding['code'], `scope.${string}`>

const causeOf = (code: ScopeCode, scope: string): Cause => ({ code, text: `the token lacks ${scope}` })

const WHY: Record<string, string> = {
  'read:packages': 'without which it cannot pull',
  'write:packages': 'without which it cannot push',
  'read:org': 'without which its place in the organization cannot be confirmed',
}

function missing(
  code: ScopeCode,
  scope: string,
  { evidence, links }: ScopeFacts,
  wanted: readonly string[],
): Finding {
  return finding(code, {
    summary: `The token lacks the scope ${scope}, ${WHY[scope]}.`,
    evidence,
    remedy: {
      action: `Add ${scope} to the token, or make a new one with ${listWords(wanted)}, and use that.`,
      link: links.newToken(wanted),
    },
  })
}

const noScopes = ({ evidence, links }: ScopeFacts, wanted: readonly string[]): ScopeVerdict => {
  const none = finding('scope.none', {
    summary: 'The token has no scopes at all: it identifies its owner and opens nothing.',
    evidence,
    remedy: {
      action: `Tick ${listWords(wanted)} on the token, or make a new one with them, and use that.`,
      link: links.newToken(wanted),
    },
  })
  const cause: Cause = { code: 'scope.none', text: 'the token has no scopes' }
  return { outcome: found([none]), packages: cause, membership: cause, push: cause }
}

function needless(
  granted: readonly string[],
  facts: ScopeFacts,
  wanted: readonly string[],
): Finding | undefined {
  const extra = needlessScopes(granted, facts.repoFits ?? true)
  if (extra.length === 0) return undefined
  // What a package needs that inherits from a private repository, or may need where not all of them are known.
  const kept = granted.includes('repo') && !extra.includes('repo') ? [...wanted, 'repo'] : wanted
  return finding('scope.needless', {
    summary: `The token may do more than this connection needs: ${listWords(extra)}.`,
    evidence: facts.evidence,
    remedy: {
      action: `Take ${listWords(extra)} off the token, or replace it by one with only ${listWords(kept)}.`,
      link: facts.links.newToken(kept),
    },
  })
}

/** The granted scopes, with all that they contain, against what the connection needs and no more. */
export function judgeScopes(facts: ScopeFacts): ScopeVerdict {
  const { granted, ownerType, push, deniedForScope } = facts
  // Until the owner is known it may be an organization, and the link should not lead to a second round.
  const wanted = neededScopes({ push, ownerType: ownerType ?? 'organization' })
  if (granted?.length === 0) return noScopes(facts, wanted)
  if (granted === undefined && !deniedForScope) {
    return { outcome: skipped('The API does not tell the scopes of this token.') }
  }
  const has = expandScopes(granted ?? [])
  const lacksRead = granted === undefined || !has.has('read:packages')
  const lacksOrg = granted !== undefined && ownerType === 'organization' && !has.has('read:org')
  const lacksWrite = granted !== undefined && push && !has.has('write:packages')
  const extra = granted && needless(granted, facts, wanted)
  const findings = [
    ...(lacksRead ? [missing('scope.read_packages_missing', 'read:packages', facts, wanted)] : []),
    ...(lacksOrg ? [missing('scope.read_org_missing', 'read:org', facts, wanted)] : []),
    ...(lacksWrite ? [missing('scope.write_packages_missing', 'write:packages', facts, wanted)] : []),
    ...(extra ? [extra] : []),
  ]
  const list =
    granted && granted.length > 0 ? `${listWords(granted)} granted` : 'GitHub does not tell what is granted'
  const needed = neededScopes({ push, ownerType })
  return {
    outcome:
      findings.length > 0
        ? found(findings, `${list}; needed: ${listWords(needed)}.`)
        : passed(`${list}; needed: ${listWords(needed)}.`),
    ...(lacksRead ? { packages: causeOf('scope.read_packages_missing', 'read:packages') } : {}),
    ...(lacksOrg ? { membership: causeOf('scope.read_org_missing', 'read:org') } : {}),
    ...(lacksWrite ? { push: causeOf('scope.write_packages_missing', 'write:packages') } : {}),
  }
}

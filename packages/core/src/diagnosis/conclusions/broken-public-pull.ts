import { type Finding, type FindingCode, finding } from '../../finding.ts'
import type { Attempt, Identity } from '../diagnosis.ts'
import { errorsOf, evidenceOf, isAboutWhoAsks, pulls, type Situation, withWhom } from '../situation.ts'

// Nothing is sent with these, so that it is not known what the registry would have answered.
const NOT_SENT: ReadonlySet<FindingCode> = new Set<FindingCode>(['token.fine_grained'])

function breaks(attempt: Attempt): boolean {
  const [first] = errorsOf(attempt)
  return !pulls(attempt) && first !== undefined && isAboutWhoAsks(first.code) && !NOT_SENT.has(first.code)
}

function remedy(identity: Identity | undefined, host: string): string {
  switch (identity?.source) {
    case 'docker':
      return `Run \`docker logout ${host}\`: the image needs no login. Log in again only for private images, with a credential that works.`
    case 'typed':
      return 'Leave the credential out, or give one that works.'
    default:
      return `Give the connection ${identity?.name ?? ''} a credential that works, or remove it: the image needs none.`
  }
}

/**
 * A stored credential that breaks a public pull: a registry refuses it and never falls back to what it gives to
 * everybody. A warning where another identity is used.
 */
export function brokenPublicPull({ subject, anonymous, stored, identityOf }: Situation): readonly Finding[] {
  if (!pulls(anonymous)) return []
  return stored.filter(breaks).map((attempt) => {
    const [first] = errorsOf(attempt)
    return finding('credential.breaks_public_pull', {
      severity: attempt.chosen ? 'error' : 'warning',
      summary: `${subject.name} is public and can be pulled without a credential, but not ${withWhom(attempt)}: ${lowerFirst(first?.summary ?? '')}`,
      evidence: [evidenceOf(anonymous), evidenceOf(attempt)],
      remedy: { action: remedy(identityOf(attempt), subject.host) },
    })
  })
}

const lowerFirst = (text: string): string => text.replace(/^The /, 'the ')

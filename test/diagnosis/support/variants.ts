import { readLine } from '@fairlead/core'
import type { DiagnosisCase } from './case-file.ts'
import { type CaseOutcome, isAskedAsPrinted } from './run-case.ts'

/** A case of which something is changed that changes nothing of what was the matter where the line was printed. */
export interface Variant {
  readonly name: string
  readonly content: DiagnosisCase
}

// A classic token of nobody, with a right checksum.
const ANOTHER_TOKEN = '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'

const withoutSameCredential = ({ did, ...rest }: DiagnosisCase): DiagnosisCase => {
  const { printedBy: _, ...asked } = did
  return { ...rest, did: asked }
}

/** The doctor is asked with the token of somebody else, that may only read and reads the image. */
function askedByAnother(content: DiagnosisCase): DiagnosisCase | undefined {
  const ghcr = content.world.hosts['ghcr.io']
  const api = content.world.hosts['api.github.com']
  const [first] = content.did.identities
  if (!ghcr?.registry || !api?.github || !first) return undefined
  const owner = content.did.subject.split('/')[1] ?? ''
  const account = { password: ANOTHER_TOKEN, pull: ['*'], push: [] }
  const token = {
    token: ANOTHER_TOKEN,
    login: 'somebody',
    scopes: ['read:packages', 'read:org'],
    ssoRequired: [],
    memberships: { [owner]: 'active' as const },
  }
  const { push: _, ...did } = content.did
  const hosts = {
    ...content.world.hosts,
    'ghcr.io': { ...ghcr, registry: { ...ghcr.registry, accounts: [...ghcr.registry.accounts, account] } },
    'api.github.com': { ...api, github: { ...api.github, tokens: [...api.github.tokens, token] } },
  }
  const identity = {
    ...first,
    name: 'somebody',
    prefix: '',
    config: { username: owner, password: ANOTHER_TOKEN },
  }
  return {
    ...content,
    world: { ...content.world, hosts },
    did: { ...did, identities: [{ ...identity, kind: 'GITHUB_CR' }] },
  }
}

/** The same line, where it is not said who printed it, and where somebody else than that one is asked as. */
export function variantsOf(content: DiagnosisCase): readonly Variant[] {
  if (content.did.line === undefined) return []
  const another = askedByAnother(content)
  return [
    ...(content.did.printedBy
      ? [{ name: 'printed by nobody knows whom', content: withoutSameCredential(content) }]
      : []),
    ...(another ? [{ name: 'asked by another', content: another }] : []),
  ]
}

const OF_WHO_ASKS = /^(?:token|scope|sso|member|organization|credential|identity|account|pull|push)\./

/** Verdicts on the line that nothing proves: the true cause ruled out, or one confirmed of an asker that need not be the one. */
export function wrongVerdicts({ did, expect }: DiagnosisCase, { diagnosis }: CaseOutcome): readonly string[] {
  const truth = expect.truth ?? expect.cause
  const { told, caller } = readLine(did.line ?? '')
  const unproved = (code: string): boolean =>
    !isAskedAsPrinted(did) &&
    caller !== 'nobody' &&
    OF_WHO_ASKS.test(code) &&
    !told.some((each) => each === code) &&
    // That the one which works was not used is known by elimination.
    code !== 'credential.not_used'
  return (diagnosis.explanation?.causes ?? []).flatMap(({ code, state, because }) => {
    if (state === 'ruled-out' && code === truth) return [`${code} is ruled out, and true: ${because}`]
    return state === 'confirmed' && unproved(code) ? [`${code} is confirmed, and not known: ${because}`] : []
  })
}

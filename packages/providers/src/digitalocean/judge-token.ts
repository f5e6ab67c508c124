import { type Finding, finding } from '@fairlead/core'
import { lessFacts } from '../verification/less-facts.ts'
import { found, passed, skipped, type Verdict } from '../verification/outcome.ts'
import { isReply, type VendorAnswer } from '../verification/vendor-api.ts'
import { LINKS } from './addresses.ts'
import { DIGITALOCEAN, readRegistries } from './api.ts'
import { newToken, type Purpose } from './scopes.ts'
import type { DigitalOceanSecretKind } from './token-format.ts'

const WRONG: Readonly<Partial<Record<DigitalOceanSecretKind, string>>> = {
  refresh: 'The token is a refresh token, which only an OAuth client can use.',
  'spaces-key': 'The secret is the access key of Spaces, which opens no registry.',
}

/** A secret that is of no use to a registry, by its form; undefined for all others. */
export function judgeForm(kind: DigitalOceanSecretKind, purpose: Purpose): Verdict | undefined {
  const summary = WRONG[kind]
  if (summary === undefined) return undefined
  const evidence = [{ asked: "the token's form", answered: kind }]
  return {
    outcome: found([finding('token.wrong_kind', { summary, evidence, remedy: newToken(purpose) })]),
    cause: { code: 'token.wrong_kind', text: 'the token is of the wrong kind' },
  }
}

export const refusedToken = (evidence: Finding['evidence'], purpose: Purpose): Finding =>
  finding('token.refused', {
    summary: 'DigitalOcean refuses the token: it was revoked, has expired, or was copied in part.',
    evidence,
    remedy: newToken(purpose),
  })

/** What the list of registries says of the token and its account. */
export function judgeRegistries(
  answer: VendorAnswer,
  kind: DigitalOceanSecretKind,
  purpose: Purpose,
): Verdict {
  const trouble = lessFacts(DIGITALOCEAN, answer)
  if (trouble) return { outcome: found([trouble]) }
  const evidence = [answer.exchange]
  // A credential that was made for Docker alone may open the registry and nothing else: only the registry knows.
  if (isReply(answer, 401) && kind !== 'other') {
    return {
      outcome: found([refusedToken(evidence, purpose)]),
      cause: { code: 'token.refused', text: 'DigitalOcean refuses the token' },
    }
  }
  const registries = readRegistries(answer)
  if (registries === undefined) {
    return {
      outcome: skipped(
        `DigitalOcean does not name the registries to this token (${answer.exchange.answered}); it needs registry:read for that.`,
      ),
    }
  }
  if (registries.length === 0) {
    const none = finding('registry.disabled', {
      summary: 'The account of the token has no container registry.',
      evidence,
      remedy: { action: 'Make a registry, or use a token of the team that has one.', link: LINKS.registry },
    })
    return { outcome: found([none]), cause: { code: none.code, text: 'the account has no registry' } }
  }
  return { outcome: passed(`The token opens ${registries.map(({ name }) => name).join(', ')}.`) }
}

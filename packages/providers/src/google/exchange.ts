import type { Clock, Finding, RegistryConnection } from '@fairlead/core'
import { type Fetch, fetchVia } from '@fairlead/oci/net'
import type { AmbientOptions } from '../ambient.ts'
import type { Exchanged } from '../verification/kind-verification.ts'
import { notLent } from '../verification/not-lent.ts'
import { found, passed } from '../verification/outcome.ts'
import { createVendorApi } from '../verification/vendor-api.ts'
import { type GoogleQuestions, type Grant, type Granted, isGrant } from './grant.ts'
import { grantByFederation } from './grant-by-federation.ts'
import { grantByKey } from './grant-by-key.ts'
import { grantByToken } from './grant-by-token.ts'
import { type Federation, type GoogleIdentity, TOKEN_USER } from './identity.ts'
import type { PublishedKey } from './published-keys.ts'
import { readSubjectToken } from './subject-token.ts'

export interface GoogleOptions extends AmbientOptions {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly limitMs: number
}

/** Asks Google on behalf of one connection. */
export const questionsOf = (
  { fetch, clock, limitMs }: GoogleOptions,
  { transport }: RegistryConnection,
  signal: AbortSignal,
): GoogleQuestions => ({
  ask: createVendorApi({ fetch: fetchVia(fetch, transport), limitMs }),
  clock,
  signal,
})

async function federate(
  options: GoogleOptions,
  questions: GoogleQuestions,
  federation: Federation,
): Promise<Granted> {
  if (!options.ambientIdentities) return { finding: notLent('the key of a service account') }
  const subject = await readSubjectToken({
    environment: options.environment ?? process.env,
    fetch: options.ambientFetch ?? options.fetch,
    limitMs: options.limitMs,
    signal: questions.signal,
  })
  return 'finding' in subject ? subject : grantByFederation(questions, federation, subject)
}

/** Which identities are exchanged; an anonymous connection asks without. */
export type ExchangedIdentity = Exclude<GoogleIdentity, { readonly kind: 'anonymous' }>

async function grant(
  options: GoogleOptions,
  questions: GoogleQuestions,
  identity: ExchangedIdentity,
  published: () => Promise<PublishedKey | undefined>,
): Promise<Granted> {
  if (identity.kind === 'key') return grantByKey(questions, identity.key, published)
  if (identity.kind === 'token') return grantByToken(questions, identity.token)
  return federate(options, questions, identity.federation)
}

const textOf = ({ code }: Finding): string =>
  /^(token|account|ambient|federation|impersonation)\./.test(code)
    ? 'Google gives no access token for this credential'
    : 'no access token could be had from Google'

/** An exchange, and the grant that it made. */
export interface GoogleExchanged extends Exchanged {
  readonly grant?: Grant
}

/** Makes the credential that Google's registries take. Rejects only when the signal of the questions fires. */
export async function exchangeIdentity(
  options: GoogleOptions,
  questions: GoogleQuestions,
  identity: ExchangedIdentity,
  published: () => Promise<PublishedKey | undefined>,
): Promise<GoogleExchanged> {
  const granted = await grant(options, questions, identity, published)
  if (!isGrant(granted)) {
    const told = granted.finding
    return { outcome: found([told]), cause: { code: told.code, text: textOf(told) } }
  }
  const { token, expiresAt } = granted
  return {
    outcome: passed(`Google gave an access token that lasts until ${expiresAt}.`),
    credential: { username: TOKEN_USER, password: token, expiresAt },
    grant: granted,
  }
}

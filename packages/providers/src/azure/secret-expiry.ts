import { type Clock, expiryFinding } from '@fairlead/core'
import { found, type Outcome, passed, skipped } from '../verification/outcome.ts'
import { type AzureHost, applicationPage } from './addresses.ts'
import { askEntra } from './entra-token.ts'
import type { ServicePrincipal } from './identity.ts'
import { type AzureQuestions, fieldOf, isToken } from './questions.ts'

export interface SecretExpiry {
  readonly outcome: Outcome
  /** ISO 8601; absent where Azure does not tell. */
  readonly expiresAt?: string
}

const HINT_LENGTH = 3

/** Ends of the secrets that begin as ours does: Graph tells no more of them. */
function endsIn(json: unknown, secret: string): readonly string[] {
  const listed = fieldOf(json, 'passwordCredentials')
  const credentials: readonly unknown[] = Array.isArray(listed) ? listed : []
  return credentials
    .filter((each) => fieldOf(each, 'hint') === secret.slice(0, HINT_LENGTH))
    .map((each) => Date.parse(String(fieldOf(each, 'endDateTime'))))
    .filter((ends) => !Number.isNaN(ends))
    .map((ends) => new Date(ends).toISOString())
}

/**
 * When the client secret ends, where the application may read its own registration. Asked only once the secret was
 * taken, so that a wrong one is shown but once. https://learn.microsoft.com/en-us/graph/api/application-get
 */
export async function askSecretExpiry(
  questions: AzureQuestions,
  host: AzureHost,
  { tenant, clientId, secret }: ServicePrincipal,
  clock: Clock,
): Promise<SecretExpiry> {
  const untold = {
    outcome: skipped(
      'When the client secret ends is told only to an application that may read its own registration (Application.Read.All of Microsoft Graph).',
    ),
  }
  const entra = await askEntra(questions, { host, tenant, clientId, proof: { secret }, resource: host.graph })
  if (!isToken(entra)) return untold
  const url = `${host.graph}/v1.0/applications(appId='${encodeURIComponent(clientId)}')?$select=passwordCredentials`
  const answer = await questions.ask({ url, bearer: entra.token }, questions.signal)
  if (answer.kind === 'fault' || answer.status !== 200) return untold
  const [expiresAt, ...others] = endsIn(answer.json, secret.reveal())
  // Two that begin alike cannot be told apart.
  if (expiresAt === undefined || others.length > 0) return untold
  const soon = expiryFinding({
    expiresAt,
    clock,
    what: `client secret of ${clientId}`,
    evidence: [{ ...answer.exchange, answered: `endDateTime ${expiresAt}` }],
    remedy: {
      action:
        'Make its successor and save it in the connection (which proves it first), then delete this one.',
      link: applicationPage(host, clientId),
    },
  })
  const detail = `The client secret ends on ${expiresAt.slice(0, 10)}.`
  return { outcome: soon ? found([soon], detail) : passed(detail), expiresAt }
}

import { Secret } from '@fairlead/core'
import { badVendorAnswer, vendorFinding } from '../verification/vendor-finding.ts'
import type { AzureHost } from './addresses.ts'
import { judgeEntraRefusal, type Login, proofOf } from './entra-refusal.ts'
import { type AzureQuestions, type EntraToken, fieldOf } from './questions.ts'

export type Proof = { readonly secret: Secret } | { readonly assertion: Secret }

export interface EntraLogin {
  readonly host: AzureHost
  readonly tenant: string
  readonly clientId: string
  readonly proof: Proof
  /** What the token is for: `https://containerregistry.azure.net`. */
  readonly resource: string
}

const formOf = (proof: Proof): Record<string, string> =>
  'secret' in proof
    ? { client_secret: proof.secret.reveal() }
    : {
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: proof.assertion.reveal(),
      }

/**
 * An access token for an application (RFC 6749 §4.4), asked for once.
 * https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export async function askEntra({ ask, signal }: AzureQuestions, login: EntraLogin): Promise<EntraToken> {
  const { host, tenant, clientId, proof, resource } = login
  const party = { name: 'Microsoft Entra ID', address: host.authority }
  const given = 'secret' in proof ? proof.secret : proof.assertion
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    scope: `${resource}/.default`,
    ...formOf(proof),
  }
  const url = `${host.authority}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`
  const answer = await ask({ url, form, secrets: [given] }, signal)
  const outside = vendorFinding(party, answer)
  if (outside) return { finding: outside }
  if (answer.kind === 'fault') return { finding: badVendorAnswer(party, answer) }
  if (answer.status >= 400) {
    const kind: Login['proof'] = 'secret' in proof ? proofOf(given.reveal()) : 'assertion'
    return { finding: judgeEntraRefusal(answer, { host, tenant, clientId, proof: kind }) }
  }
  const token = fieldOf(answer.json, 'access_token')
  if (typeof token !== 'string' || token === '') return { finding: badVendorAnswer(party, answer) }
  return { token: new Secret(token) }
}

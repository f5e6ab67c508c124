import { type Finding, finding, Secret } from '@fairlead/core'
import { networkFinding } from '../verification/network-finding.ts'
import { notARegistry, redirected, registryFinding } from '../verification/registry-finding.ts'
import type { VendorAnswer } from '../verification/vendor-api.ts'
import { type AzureHost, registriesPage } from './addresses.ts'
import { firewalled } from './firewall.ts'
import { type AzureQuestions, fieldOf } from './questions.ts'

export type RefreshGiven = { readonly refresh: Secret } | { readonly finding: Finding }

/** Worded as the ping of the registry words it, so that one cause is told once. */
function outside(host: AzureHost, answer: VendorAnswer): Finding | undefined {
  const party = { name: 'registry', address: `https://${host.host}` }
  const evidence = [answer.exchange]
  if (answer.kind === 'fault') {
    if (answer.trouble) return networkFinding(party, answer.trouble, evidence)
    if (answer.fault === 'redirect') return redirected(party, 'elsewhere', evidence)
    if (answer.fault === 'garbage') return notARegistry(party, evidence)
  }
  const status = answer.kind === 'reply' ? answer.status : Number(/^\d+/.exec(answer.exchange.answered)?.[0])
  if (status === 404) return notARegistry(party, evidence)
  if (status !== 429 && status < 500) return undefined
  const kind = status === 429 ? 'rate-limited' : 'server-error'
  const failure = { kind, status, ociCode: '', ociMessage: '', fromTokenEndpoint: false, evidence } as const
  return registryFinding(party, failure)
}

const notLetIn = (host: AzureHost, who: string, { exchange }: VendorAnswer): Finding =>
  finding('pull.denied', {
    summary: `Microsoft Entra ID knows ${who}, and ${host.host} does not let it in: it has no role on the registry, or the registry is of another tenant.`,
    evidence: [exchange],
    remedy: {
      action: `Give ${who} the role AcrPull on the registry under Access control (IAM) (Container Registry Repository Reader where it is in ABAC mode), wait some minutes, then verify again.`,
      link: registriesPage(host),
    },
  })

/** A refresh token of the registry for an access token of Entra ID. https://azure.github.io/acr/AAD-OAuth.html */
export async function exchangeAtRegistry(
  { ask, signal }: AzureQuestions,
  host: AzureHost,
  who: { readonly name: string; readonly tenant: string; readonly token: Secret },
): Promise<RefreshGiven> {
  const form = {
    grant_type: 'access_token',
    service: host.host,
    tenant: who.tenant,
    access_token: who.token.reveal(),
  }
  const answer = await ask(
    { url: `https://${host.host}/oauth2/exchange`, form, secrets: [who.token] },
    signal,
  )
  const told = outside(host, answer)
  if (told) return { finding: told }
  const token = answer.kind === 'reply' ? fieldOf(answer.json, 'refresh_token') : undefined
  if (answer.kind === 'reply' && answer.status === 200 && typeof token === 'string' && token !== '') {
    return { refresh: new Secret(token) }
  }
  const said = answer.kind === 'reply' ? answer.said : ''
  const kept = firewalled(host, said, [answer.exchange])
  if (kept) return { finding: kept }
  const refused = answer.kind === 'reply' && (answer.status === 401 || answer.status === 403)
  const party = { name: 'registry', address: `https://${host.host}` }
  return { finding: refused ? notLetIn(host, who.name, answer) : notARegistry(party, [answer.exchange]) }
}

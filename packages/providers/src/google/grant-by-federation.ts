import { type Exchange, type Finding, finding, Secret } from '@fairlead/core'
import type { VendorReply } from '../verification/vendor-api.ts'
import { badVendorAnswer, vendorFinding } from '../verification/vendor-finding.ts'
import { disabledApi, saysDisabled } from './disabled-api.ts'
import { endOf, fieldOf, type GoogleQuestions, type Grant, type Granted, isGrant, SCOPE } from './grant.ts'
import type { Federation } from './identity.ts'
import type { SubjectToken } from './subject-token.ts'

const STS_URL = 'https://sts.googleapis.com/v1/token'
const STS = { name: "Google's security token service", address: STS_URL }
const CREDENTIALS = 'https://iamcredentials.googleapis.com'
const IMPERSONATION = { name: 'the IAM Service Account Credentials API', address: CREDENTIALS }
const POOLS = 'https://console.cloud.google.com/iam-admin/workload-identity-pools'
const TROUBLESHOOTING = 'https://cloud.google.com/iam/docs/troubleshooting-workload-identity-federation'

interface Cause {
  readonly pattern: RegExp
  summary(provider: string): string
  readonly action: string
}

// https://cloud.google.com/iam/docs/troubleshooting-workload-identity-federation
const CAUSES: readonly Cause[] = [
  {
    pattern: /^invalid_target/,
    summary: (provider) =>
      `There is no workload identity provider ${provider}, or it or its pool is disabled or deleted.`,
    action: 'Correct the resource name of the provider, with the number of its project, or enable it again.',
  },
  {
    pattern: /audience/i,
    summary: (provider) => `The token of this server is made for another audience than ${provider} takes.`,
    action:
      "Add the audience of this server's token to the allowed audiences of the provider, or have the token made for the provider's own.",
  },
  {
    pattern: /attribute condition/i,
    summary: (provider) => `The attribute condition of ${provider} rejects the identity of this server.`,
    action: "Change the provider's attribute condition so that it takes this server's subject.",
  },
  {
    pattern: /issuer in (?:the )?ID token|issuer .* does not match/i,
    summary: (provider) => `${provider} trusts another issuer than the one of this server's token.`,
    action: 'Set the issuer of the provider to exactly the `iss` of the token, its slashes included.',
  },
  {
    pattern: /connecting to the given credential's issuer/i,
    summary: () => "Google does not reach the issuer of this server's token to read its public keys.",
    action: 'Make the OIDC documents of the issuer public, or upload its keys to the provider.',
  },
  {
    pattern: /stale|expired/i,
    summary: () => 'The token of this server had ended when it was shown.',
    action: 'See that the platform renews the token that this server reads, and that the clock is right.',
  },
]

function judgeFederation({ said, json, exchange }: VendorReply, provider: string): Finding {
  if (saysDisabled(said, json)) return disabledApi('sts.googleapis.com', said, [exchange])
  const cause = CAUSES.find(({ pattern }) => pattern.test(said))
  const short = provider.split('/').slice(-3).join('/')
  return finding('federation.refused', {
    summary:
      cause?.summary(short) ??
      `${short} does not take the token of this server${said === '' ? '' : ` (${said})`}.`,
    evidence: [exchange],
    remedy: {
      action: cause?.action ?? "Compare the provider's settings with the claims of this server's token.",
      link: cause ? POOLS : TROUBLESHOOTING,
    },
  })
}

/** RFC 8693, as https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token has it. */
async function exchangeToken(
  { ask, clock, signal }: GoogleQuestions,
  provider: string,
  subject: SubjectToken,
): Promise<Granted> {
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    audience: `//iam.googleapis.com/${provider}`,
    scope: SCOPE,
    subject_token: subject.token.reveal(),
    subject_token_type: subject.type,
  }
  const answer = await ask({ url: STS_URL, form, secrets: [subject.token] }, signal)
  const outside = vendorFinding(STS, answer)
  if (outside) return { finding: outside }
  if (answer.kind === 'fault') return { finding: badVendorAnswer(STS, answer) }
  if (answer.status >= 400) return { finding: judgeFederation(answer, provider) }
  const token = fieldOf(answer.json, 'access_token')
  if (typeof token !== 'string' || token === '') return { finding: badVendorAnswer(STS, answer) }
  return { token: new Secret(token), expiresAt: endOf(fieldOf(answer.json, 'expires_in'), clock) }
}

function impersonationDenied(email: string, summary: string, action: string, evidence: Exchange): Finding {
  const project = /@([^.]+)\.iam\.gserviceaccount\.com$/.exec(email)?.[1]
  return finding('impersonation.denied', {
    summary,
    evidence: [evidence],
    remedy: {
      action,
      link: `https://console.cloud.google.com/iam-admin/serviceaccounts${project ? `?project=${project}` : ''}`,
    },
  })
}

function judgeImpersonation(
  { status, said, json, exchange }: VendorReply,
  { email = '', lifetimeSeconds }: Federation,
): Finding {
  if (saysDisabled(said, json)) return disabledApi('iamcredentials.googleapis.com', said, [exchange])
  if (status === 404) {
    const summary = `There is no service account ${email}.`
    return impersonationDenied(email, summary, 'Correct the address of the service account.', exchange)
  }
  if (/lifetime/i.test(said)) {
    return impersonationDenied(
      email,
      `The service account ${email} gives no tokens that last ${lifetimeSeconds} seconds.`,
      'Set the lifetime of tokens to 3600 or less, or add the account to the organization policy iam.allowServiceAccountCredentialLifetimeExtension.',
      exchange,
    )
  }
  return impersonationDenied(
    email,
    `The identity of this server may not act as ${email}, or there is no such service account.`,
    'Grant the federated identity roles/iam.workloadIdentityUser on the service account (its permission iam.serviceAccounts.getAccessToken is missing), wait some minutes, then verify again.',
    exchange,
  )
}

/** https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken */
async function impersonate(
  { ask, signal }: GoogleQuestions,
  federated: Grant,
  federation: Federation & { readonly email: string },
): Promise<Granted> {
  const { email, lifetimeSeconds } = federation
  const url = `${CREDENTIALS}/v1/projects/-/serviceAccounts/${encodeURIComponent(email)}:generateAccessToken`
  const json = { scope: [SCOPE], lifetime: `${lifetimeSeconds}s` }
  const answer = await ask({ url, json, bearer: federated.token }, signal)
  const outside = vendorFinding(IMPERSONATION, answer)
  if (outside) return { finding: outside }
  if (answer.kind === 'fault') return { finding: badVendorAnswer(IMPERSONATION, answer) }
  if (answer.status >= 400) return { finding: judgeImpersonation(answer, federation) }
  const token = fieldOf(answer.json, 'accessToken')
  const ends = Date.parse(String(fieldOf(answer.json, 'expireTime')))
  if (typeof token !== 'string' || token === '' || Number.isNaN(ends)) {
    return { finding: badVendorAnswer(IMPERSONATION, answer) }
  }
  return { token: new Secret(token), expiresAt: new Date(ends).toISOString() }
}

/** An access token for the identity of this server, or for the service account that it may act as. */
export async function grantByFederation(
  questions: GoogleQuestions,
  federation: Federation,
  subject: SubjectToken,
): Promise<Granted> {
  const federated = await exchangeToken(questions, federation.provider, subject)
  const { email } = federation
  if (!isGrant(federated) || email === undefined) return federated
  return impersonate(questions, federated, { ...federation, email })
}

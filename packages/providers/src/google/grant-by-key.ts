import { Buffer } from 'node:buffer'
import { sign } from 'node:crypto'
import { type Clock, type Finding, finding, Secret } from '@fairlead/core'
import { clockSkew } from '../verification/clock-skew.ts'
import type { VendorReply } from '../verification/vendor-api.ts'
import { badVendorAnswer, vendorFinding } from '../verification/vendor-finding.ts'
import { endOf, fieldOf, type GoogleQuestions, type Granted, SCOPE } from './grant.ts'
import type { PublishedKey } from './published-keys.ts'
import type { ServiceAccountKey } from './service-account-key.ts'

// Not the `token_uri` of the key: whoever wrote that could have the signed statement sent to a place of his own.
const TOKEN_URL = 'https://oauth2.googleapis.com/token'
const PARTY = { name: "Google's token service", address: TOKEN_URL }
const LIFETIME_S = 3600

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The signed statement that stands for the key, good for an hour. https://developers.google.com/identity/protocols/oauth2/service-account */
function signAssertion({ email, keyId, privateKey }: ServiceAccountKey, clock: Clock): Secret {
  const issued = Math.floor(clock.now().getTime() / 1000)
  const header = { alg: 'RS256', typ: 'JWT', kid: keyId }
  const claims = { iss: email, scope: SCOPE, aud: TOKEN_URL, iat: issued, exp: issued + LIFETIME_S }
  const text = `${base64url(header)}.${base64url(claims)}`
  return new Secret(`${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`)
}

const keysPage = ({ projectId }: ServiceAccountKey): string =>
  `https://console.cloud.google.com/iam-admin/serviceaccounts?project=${encodeURIComponent(projectId)}`

function badSignature(
  key: ServiceAccountKey,
  published: PublishedKey | undefined,
  { exchange }: VendorReply,
): Finding {
  const name = `The key ${key.keyId} of ${key.email}`
  const altered = published?.kind === 'listed' && !published.fits
  const gone = published?.kind === 'unlisted'
  return finding('token.refused', {
    summary: altered
      ? `${name} is in force, but the private key is not the one that belongs to it: the file was altered or put together from two.`
      : gone
        ? `${name} was deleted or disabled: it is none of the account's keys in force.`
        : `Google does not take ${name.replace('The', 'the')}: it was deleted or disabled, or the file was altered.`,
    evidence: [exchange],
    remedy: {
      action: altered
        ? 'Paste the file of the key as it was downloaded, or make a new key.'
        : 'Make a new key of the service account (or enable this one again), and save it in the connection.',
      link: keysPage(key),
    },
  })
}

const noAccount = (key: ServiceAccountKey, { exchange }: VendorReply): Finding =>
  finding('account.inactive', {
    summary: `The service account ${key.email} is not there any more: it was deleted or disabled.`,
    evidence: [exchange],
    remedy: {
      action: 'Enable the service account again, or make another one with its roles and a key of it.',
      link: keysPage(key),
    },
  })

function skewed({ headers, exchange }: VendorReply, clock: Clock): Finding {
  const told = clockSkew(
    new URL(TOKEN_URL).host,
    Date.parse(headers.get('date') ?? '') || undefined,
    clock,
    exchange.asked,
  )
  return finding('clock.skewed', {
    summary:
      told?.summary ??
      'Google takes the time of what this machine signed for wrong: the clock of this machine is off.',
    evidence: [exchange, ...(told?.evidence ?? [])],
    remedy: { action: 'Set the clock of this machine by a time server (NTP), then try again.' },
    // Not only a warning here: without the right time no token is given.
    severity: 'error',
  })
}

const refused = (key: ServiceAccountKey, { said, exchange }: VendorReply): Finding =>
  finding('token.refused', {
    summary: `Google does not take the key ${key.keyId} of ${key.email}${said === '' ? '' : ` (${said})`}.`,
    evidence: [exchange],
    remedy: {
      action: 'Make a new key of the service account, and save it in the connection.',
      link: keysPage(key),
    },
  })

async function judge(
  reply: VendorReply,
  key: ServiceAccountKey,
  clock: Clock,
  published: () => Promise<PublishedKey | undefined>,
): Promise<Finding> {
  const { said } = reply
  if (/short-lived token|reasonable timeframe/i.test(said)) return skewed(reply, clock)
  if (/account not found|disabled_client|account (?:is )?disabled/i.test(said)) return noAccount(key, reply)
  if (/invalid jwt signature/i.test(said)) return badSignature(key, await published(), reply)
  return refused(key, reply)
}

/**
 * An access token for a key, as RFC 7523 has it. `published` is asked where Google's answer has several causes.
 */
export async function grantByKey(
  { ask, clock, signal }: GoogleQuestions,
  key: ServiceAccountKey,
  published: () => Promise<PublishedKey | undefined>,
): Promise<Granted> {
  const assertion = signAssertion(key, clock)
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: assertion.reveal(),
  }
  const answer = await ask({ url: TOKEN_URL, form, secrets: [assertion, key.pem] }, signal)
  const outside = vendorFinding(PARTY, answer)
  if (outside) return { finding: outside }
  if (answer.kind === 'fault') return { finding: badVendorAnswer(PARTY, answer) }
  if (answer.status >= 400) return { finding: await judge(answer, key, clock, published) }
  const token = fieldOf(answer.json, 'access_token')
  if (typeof token !== 'string' || token === '') return { finding: badVendorAnswer(PARTY, answer) }
  return { token: new Secret(token), expiresAt: endOf(fieldOf(answer.json, 'expires_in'), clock) }
}

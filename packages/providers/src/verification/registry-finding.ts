import { type Finding, finding } from '@fairlead/core'
import { networkFinding, type Party } from './network-finding.ts'
import type { RegistryFailure } from './registry-failure.ts'

const host = ({ address }: Party): string => new URL(address).host

/**
 * The finding for a failure that lies with the registry or the way to it, whoever asks and for whatever; undefined
 * for those that are about the credential or the image.
 */
export function registryFinding(party: Party, failure: RegistryFailure): Finding | undefined {
  const { evidence } = failure
  switch (failure.kind) {
    case 'network':
      return networkFinding(party, failure.trouble ?? failure.fault ?? 'closed', evidence)
    case 'server-error':
      return finding('registry.server_error', {
        summary: `The registry ${host(party)} failed${failure.status ? ` with status ${failure.status}` : ''}.`,
        evidence,
        remedy: { action: 'Wait for the registry to recover, then verify again.' },
      })
    case 'rate-limited':
      return finding('registry.rate_limited', {
        summary: `The registry ${host(party)} answers that its rate limit is used up.`,
        evidence,
        remedy: { action: 'Wait for the limit to renew, then verify again.' },
      })
    case 'garbage':
      return failure.untrustedRealm
        ? realmElsewhere(party, failure.untrustedRealm, evidence)
        : noAnswerOfRegistry(party, failure)
    case 'redirect':
      return failure.realm
        ? notARealm(party, failure.realm, evidence)
        : redirected(party, 'elsewhere', evidence)
    default:
      return undefined
  }
}

/** The same host, by plain HTTP: whoever set the registry up behind a proxy did not tell it of TLS. */
const isPlain = ({ address }: Party, realm: string): boolean =>
  realm.startsWith('http:') &&
  address.startsWith('https:') &&
  URL.parse(realm)?.hostname === new URL(address).hostname

const realmElsewhere = (party: Party, realm: string, evidence: Finding['evidence']): Finding =>
  finding('registry.realm_elsewhere', {
    summary: `The registry ${host(party)} has its tokens made at ${realm}, ${isPlain(party, realm) ? 'by plain HTTP' : 'on another host'}: the credential was not sent there.`,
    evidence,
    remedy: {
      action: isPlain(party, realm)
        ? 'Set the external address of the registry to https://, so that it names its realm so: a credential is not sent there by plain HTTP.'
        : `Enter ${realm} as the token realm, if that host may see the credential.`,
    },
  })

export const notARegistry = (party: Party, evidence: Finding['evidence']): Finding =>
  finding('registry.not_a_registry', {
    summary: `What answers at ${party.address} does not answer as a container registry.`,
    evidence,
    remedy: { action: 'Enter the address that `docker login` takes, not that of a web page or of a proxy.' },
  })

/** The registry is one, and where it has its tokens made there are none. */
const notARealm = (party: Party, realm: string, evidence: Finding['evidence']): Finding =>
  finding('registry.not_a_registry', {
    summary: `The registry ${host(party)} has its tokens made at ${realm}, and what answers there gives none.`,
    evidence,
    remedy: {
      action: `Name in the registry's configuration the realm that gives tokens, or have the proxy before it pass ${new URL(realm).pathname} on to that and not to a page: the address of the registry is right.`,
    },
  })

/** Whoever it was that did not answer as a registry, or as its token endpoint, does. */
export const noAnswerOfRegistry = (party: Party, { realm, evidence }: RegistryFailure): Finding =>
  realm === undefined ? notARegistry(party, evidence) : notARealm(party, realm, evidence)

/** A port that speaks TLS answers 400 to plain HTTP, as servers of Go and nginx do. */
export const plainOnTls = (party: Party, evidence: Finding['evidence']): Finding =>
  finding('network.tls', {
    summary: `${host(party)} was asked by plain HTTP and answered 400, as a port does that speaks TLS.`,
    evidence,
    remedy: { action: `Write the address with its scheme: https://${host(party)}.` },
  })

export const redirected = (party: Party, location: string, evidence: Finding['evidence']): Finding =>
  finding('registry.redirected', {
    summary: `The registry ${host(party)} sends its callers to ${location}, where the credential must not follow.`,
    evidence,
    remedy: { action: 'Enter the address that it redirects to, if you trust that host.' },
  })

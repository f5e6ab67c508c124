import type { FindingCode } from '../../finding.ts'

/** A form of line that tools print, what it means, and what may be behind it. */
export interface LineRule {
  readonly pattern: RegExp
  /** One sentence. */
  readonly meaning: string
  /** Codes of the findings that would explain it, the likeliest first; with a sentence where the usual one does not fit. */
  readonly causes: readonly (FindingCode | readonly [FindingCode, string])[]
  /** The registry said no to whoever asked. */
  readonly refusal?: true
  /** It was a push. */
  readonly push?: true
  /** It was a pull. */
  readonly pull?: true
  /** Whom alone a registry answers so; absent where anyone may be answered so. */
  readonly caller?: Caller
  /** Causes that the words themselves tell, whoever asked. */
  readonly told?: readonly FindingCode[]
  /** The words leave open what it is: a cause that was found fits them even where `causes` does not name it. */
  readonly vague?: true
}

/**
 * `nobody`: asked without a credential. `credential`: with any. `personal`: with the token of a person. `app`: with the
 * token of a workflow run or of another GitHub App, which GitHub calls an installation.
 */
export type Caller = 'nobody' | 'credential' | 'personal' | 'app'

/** What would be the matter, by the finding that tells it. */
export const CAUSE_TEXTS: Partial<Record<FindingCode, string>> = {
  'token.missing': 'There is no credential where one is needed.',
  'token.malformed': 'The credential is cut off or is no token at all.',
  'token.fine_grained': 'The token is a fine-grained one, and ghcr.io takes only classic ones.',
  'token.app_installation':
    'The token is that of a GitHub App or of a workflow run, and may not reach this package.',
  'token.refused': 'The credential is revoked, expired or mistyped.',
  'token.expired': 'The credential has expired.',
  'token.required':
    'The account takes no password, only tokens: two-factor authentication or single sign-on is on.',
  'scope.missing': 'The token was made with too few scopes.',
  'scope.none': 'The token has no scopes.',
  'scope.read_packages_missing': 'The token lacks the scope read:packages.',
  'scope.write_packages_missing': 'The token lacks the scope write:packages.',
  'scope.read_org_missing': 'The token lacks the scope read:org.',
  'scope.repo_missing': 'The package inherits from a private repository, and the token lacks the scope repo.',
  'owner.not_found': 'There is no owner of that name.',
  'owner.not_lowercase': 'The owner is written with capital letters.',
  'image.not_lowercase': 'The image name has capital letters.',
  'image.host_assumed': 'The image is of another registry: a name without a host means Docker Hub.',
  'image.host_misspelled': 'The host is misspelled.',
  'member.pending': "The token's owner was invited to the organization and has not accepted.",
  'member.missing': "The token's owner is not a member of the organization.",
  'sso.not_authorized': 'The token is not authorized for single sign-on of the organization.',
  'organization.forbids_classic_tokens': 'The organization does not let personal access tokens (classic) in.',
  'package.not_found': 'The image does not exist, or its name is mistyped.',
  'tag.not_found': 'The image is there, and has no such tag.',
  'platform.missing': 'The image is not built for the platform that it was pulled for.',
  'manifest.missing': 'The image is incomplete: a manifest of it is not there.',
  'blob.missing': 'The image is incomplete: a layer or its configuration is not there.',
  'pull.denied': 'Whoever asked has no right to read the image.',
  'push.denied': 'Whoever asked has no right to write to the image.',
  'credential.breaks_public_pull':
    'A stored credential that is no good is sent although the image is public and needs none.',
  'credential.not_used': 'The credential that works is not used where the line was printed.',
  'credential.empty': 'An empty entry for the host in the configuration of Docker is sent as a credential.',
  'identity.another_works': 'Another stored credential is chosen than the one that works.',
  'identity.unusable': 'The stored credential cannot be opened or is not complete.',
  'network.dns': 'The name of the host is not known to DNS.',
  'network.refused': 'Nothing listens at the port, or a firewall refuses.',
  'network.closed': 'The connection is cut in between, by a proxy or a firewall.',
  'network.timeout': 'The host is not reached, or too slow.',
  'network.tls': 'The certificate is not trusted, not valid, or there is no TLS at all.',
  'network.forbidden': 'The policy of this server closes the address.',
  'clock.skewed': 'The clock of the machine is off.',
  'registry.not_a_registry': 'What answers at the address is no registry.',
  'registry.redirected': 'The registry sends its callers elsewhere.',
  'registry.rate_limited': 'The rate limit of the registry is used up.',
  'registry.server_error': 'The registry itself fails.',
  'api.locked_out': 'GitHub refuses all logins after too many bad ones.',
}

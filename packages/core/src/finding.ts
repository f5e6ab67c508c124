export type Severity = 'error' | 'warning' | 'info'

/** Every finding and its usual severity. Each has a section in docs/findings.md. */
export const FINDINGS = {
  // The credential itself
  'token.missing': 'error',
  'token.malformed': 'error',
  'token.checksum_mismatch': 'warning',
  'token.fine_grained': 'error',
  'token.app_installation': 'error',
  'token.refused': 'error',
  'token.expired': 'error',
  'token.expires_soon': 'warning',
  'token.old': 'info',
  'token.wrong_kind': 'error',
  'token.required': 'error',
  'account.inactive': 'error',
  'scope.missing': 'error',
  'scope.none': 'error',
  'scope.read_packages_missing': 'error',
  'scope.write_packages_missing': 'error',
  'scope.read_org_missing': 'error',
  'scope.repo_missing': 'error',
  'scope.needless': 'warning',
  // The owner and the credential's place in it
  'owner.malformed': 'error',
  'owner.not_lowercase': 'error',
  'owner.not_found': 'error',
  'member.missing': 'error',
  'member.pending': 'error',
  'sso.not_authorized': 'error',
  'organization.forbids_classic_tokens': 'error',
  // What is kept of a credential, and one that takes the place of another
  'credential.not_asked_again': 'info',
  'credential.more_than_pull': 'info',
  'rotation.image_failed': 'error',
  'rotation.undone': 'warning',
  'rotation.no_second_slot': 'info',
  // Who asks, as several attempts tell only together
  'credential.breaks_public_pull': 'error',
  'credential.not_used': 'error',
  'credential.empty': 'warning',
  'identity.another_works': 'error',
  'identity.unusable': 'error',
  'identity.chosen': 'info',
  'identity.another_fits': 'warning',
  'identity.does_not_fit': 'warning',
  // The identity of this server itself, and clouds that exchange one identity for another
  'ambient.not_allowed': 'error',
  'ambient.unavailable': 'error',
  'application.not_found': 'error',
  'federation.refused': 'error',
  'impersonation.denied': 'error',
  'tenant.not_found': 'error',
  'region.unavailable': 'error',
  // The images
  'image.not_lowercase': 'error',
  'image.host_assumed': 'error',
  'image.host_misspelled': 'error',
  'image.hidden': 'info',
  'image.absent_or_hidden': 'info',
  'packages.none_visible': 'warning',
  'package.not_found': 'error',
  'tag.not_found': 'error',
  'platform.missing': 'error',
  'manifest.missing': 'error',
  'blob.missing': 'error',
  'pull.denied': 'error',
  'push.denied': 'error',
  // The way there; `evidence` tells whether the registry or its API was asked
  'network.dns': 'error',
  'network.refused': 'error',
  'network.closed': 'error',
  'network.timeout': 'error',
  'network.tls': 'error',
  'tls.not_verified': 'warning',
  'network.forbidden': 'error',
  'network.proxy': 'error',
  'clock.skewed': 'warning',
  'registry.not_a_registry': 'error',
  'registry.redirected': 'error',
  'registry.realm_elsewhere': 'error',
  'registry.rate_limited': 'warning',
  'registry.rate_limit_low': 'warning',
  'registry.disabled': 'error',
  'registry.address_denied': 'error',
  'registry.read_only': 'warning',
  'registry.storage_full': 'warning',
  'registry.server_error': 'error',
  'api.bad_answer': 'error',
  'api.disabled': 'error',
  'api.rate_limited': 'warning',
  'api.locked_out': 'error',
  // A cluster that is deployed to
  'cluster.login_refused': 'error',
  'cluster.login_ends_soon': 'warning',
  'cluster.rights_missing': 'error',
  'cluster.no_ready_node': 'error',
  'cluster.namespace_missing': 'error',
  'cluster.route_missing': 'error',
  // A deployment
  'deploy.image_unavailable': 'error',
  'deploy.port_taken': 'error',
  'deploy.container_exited': 'error',
  'deploy.unhealthy': 'error',
  'deploy.unschedulable': 'error',
  'deploy.quota': 'error',
  'deploy.admission_refused': 'error',
  'deploy.field_conflict': 'error',
  'deploy.object_taken': 'error',
  'deploy.target_unreachable': 'error',
  'deploy.target_failed': 'error',
  'deploy.not_supported': 'warning',
  'deploy.interrupted': 'error',
  'deploy.superseded': 'info',
  'deploy.release_missing': 'warning',
  'deploy.canceled': 'info',
} as const satisfies Record<string, Severity>

export type FindingCode = keyof typeof FINDINGS

/** What was asked and what was answered, both free of secrets. */
export interface Exchange {
  /** `GET https://ghcr.io/v2/`, or for an offline check what was looked at. */
  readonly asked: string
  /** `401 UNAUTHORIZED: authentication required`, or the network's error. */
  readonly answered: string
}

export interface Remedy {
  /** The next action, imperative. */
  readonly action: string
  /** The page where it is done, if there is one. */
  readonly link?: string
}

/** Something a person should know about a connection, an image or a deployment: data, not an exception. */
export interface Finding {
  readonly code: FindingCode
  readonly severity: Severity
  /** One sentence. */
  readonly summary: string
  readonly evidence: readonly Exchange[]
  readonly remedy?: Remedy
}

/** A finding of its usual severity, unless the caller knows better. */
export function finding(
  code: FindingCode,
  facts: { summary: string; evidence?: readonly Exchange[]; remedy?: Remedy; severity?: Severity },
): Finding {
  return {
    code,
    severity: facts.severity ?? FINDINGS[code],
    summary: facts.summary,
    evidence: facts.evidence ?? [],
    ...(facts.remedy ? { remedy: facts.remedy } : {}),
  }
}

const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 }

/** Errors first, then warnings; the order within a severity is kept. */
export const bySeverity = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity])

export const hasError = (findings: readonly Finding[]): boolean =>
  findings.some(({ severity }) => severity === 'error')

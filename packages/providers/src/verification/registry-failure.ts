import { type AppError, type Exchange, isAppError } from '@fairlead/core'
import type { FailureDetails } from '@fairlead/oci/client'
import { type NetworkFault, type NetworkTrouble, networkTrouble } from '@fairlead/oci/net'
import { LimitExceeded } from './within-limit.ts'

/** What kept a question to the registry from its answer. */
export type FailureKind =
  /** No answer; `fault` says why. */
  | 'network'
  | 'server-error'
  | 'rate-limited'
  /** An answer that no registry gives. */
  | 'garbage'
  | 'redirect'
  /** 401: the credential is no good, or one is needed. */
  | 'refused'
  /** 403: not for this credential. */
  | 'denied'
  | 'absent'
  /** The bytes are not those of the digest. */
  | 'corrupt'

/** The repository itself is not there. */
export const NAME_UNKNOWN = 'NAME_UNKNOWN'

export interface RegistryFailure {
  readonly kind: FailureKind
  readonly fault?: NetworkFault
  /** What more is known of the fault. */
  readonly trouble?: NetworkTrouble
  readonly status?: number
  /** First code and message of the registry's answer; empty when it gave none. */
  readonly ociCode: string
  readonly ociMessage: string
  readonly fromTokenEndpoint: boolean
  /** The token endpoint that gave the answer, without its query. */
  readonly realm?: string
  /** Where the registry has its tokens from, on another host that nobody vouches for. */
  readonly untrustedRealm?: string
  readonly evidence: readonly Exchange[]
}

function kindOf(error: AppError, { status, fromTokenEndpoint }: FailureDetails): FailureKind {
  switch (error.code) {
    case 'egress.denied':
      return 'network'
    case 'registry.unreachable':
      return status === undefined ? 'network' : 'server-error'
    case 'registry.rate_limited':
      return 'rate-limited'
    case 'credential.refused':
      return 'refused'
    case 'credential.denied':
      return 'denied'
    case 'image.not_found':
      return 'absent'
    case 'image.digest_mismatch':
      return 'corrupt'
    default:
      // Scaleway's token service answers so for a namespace, GitLab's for a registry that is turned off.
      if (status === 404 && fromTokenEndpoint) return 'absent'
      if (status !== undefined && status >= 300 && status < 400) return 'redirect'
      return status !== undefined && status >= 500 ? 'server-error' : 'garbage'
  }
}

const timedOut = (address: string, error: LimitExceeded): RegistryFailure => ({
  kind: 'network',
  fault: 'timeout',
  ociCode: '',
  ociMessage: '',
  fromTokenEndpoint: false,
  evidence: [{ asked: address, answered: error.message }],
})

/**
 * Reads what the client threw as evidence. Anything that is not the registry's doing is thrown again.
 * `address` is the registry's, for a question that ended without an answer.
 */
export function readRegistryFailure(error: unknown, address: string): RegistryFailure {
  if (error instanceof LimitExceeded) return timedOut(address, error)
  if (!isAppError(error) || error.code === 'operation.canceled') throw error
  const details: FailureDetails = error.details
  const kind = kindOf(error, details)
  const trouble = kind === 'network' ? (networkTrouble(error) ?? forbiddenOr(error)) : undefined
  const last = details.exchange ?? { asked: address, answered: error.message }
  return {
    kind,
    ...(trouble ? { fault: trouble.fault, trouble } : {}),
    ...(details.status === undefined ? {} : { status: details.status }),
    ociCode: details.ociCode ?? '',
    ociMessage: details.ociMessage ?? '',
    fromTokenEndpoint: details.fromTokenEndpoint ?? false,
    ...(details.realm ? { realm: details.realm } : {}),
    ...(details.untrustedRealm ? { untrustedRealm: details.untrustedRealm } : {}),
    evidence: details.exchanges?.length ? details.exchanges : [last],
  }
}

/** True when the failure is the registry's word on the credential, or on the right to the image. */
export const isRefusal = ({ kind, ociCode }: RegistryFailure): boolean =>
  kind === 'refused' || kind === 'denied' || (kind === 'absent' && ociCode === NAME_UNKNOWN)

const forbiddenOr = (error: AppError): NetworkTrouble => ({
  fault: error.code === 'egress.denied' ? 'forbidden' : 'closed',
})

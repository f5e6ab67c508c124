import type { RegistryConnection, RegistryKind } from '../domain/container-registry.ts'
import type { RegistryHealth } from '../domain/registry-health.ts'
import type { AppError } from '../errors.ts'
import type { Finding, FindingCode } from '../finding.ts'
import type { Platform } from '../values/platform.ts'
import type { Check, Verification } from '../verification.ts'

/** A connection that an image might be pulled with. */
export interface Identity {
  /** The saved connection's id, or `given` for one that was only typed. */
  readonly id: string
  readonly name: string
  /** As ContainerRegistry.repositoryPrefix. */
  readonly repositoryPrefix: string
  readonly connection: RegistryConnection
  /** As VerifyRequest.knownExpiry. */
  readonly knownExpiry?: string | null
  /** As VerifyRequest.statedExpiry. */
  readonly statedExpiry?: string | null
  /** Where it lies, so that a remedy can say where to change it; `saved` unless said. */
  readonly source?: IdentitySource
  /** By its latest verification; of two that fit alike, one that fails comes last. */
  readonly health?: RegistryHealth
  /** ISO 8601; of two that fit alike, the older one comes first. */
  readonly createdAt?: string
  /** Why it cannot be used, such as a stored secret that cannot be opened: nothing is asked with it. */
  readonly fault?: AppError
}

/** `saved`: a connection of Fairlead; `docker`: Docker's own configuration; `typed`: given for this diagnosis alone. */
export type IdentitySource = 'saved' | 'docker' | 'typed'

export interface DiagnosisRequest {
  /** As a person or a tool wrote it: `ghcr.io/acme/app:1.4`; also an owner alone, `ghcr.io/acme`. */
  readonly subject: string
  readonly platform?: Platform
  /** Also proves that each identity may push. Unless it is false, a line about a push asks for it by itself. */
  readonly push?: boolean
  /** A line that Docker, containerd, the kubelet or a CI log printed. It may name the image itself. */
  readonly line?: string
  /**
   * Says that the line was printed with the credential that is chosen, or without any where none is. Unless it is said,
   * no cause that hangs on who asks is confirmed or ruled out: whoever is chosen need not be the one that printed it.
   */
  readonly sameCredential?: boolean
  /** Asks with credentials that were remembered as refused, too. */
  readonly again?: boolean
  /** Hosts where an image without a host may have been meant to be, beside those of the identities: `ghcr.io`. */
  readonly elsewhere?: readonly string[]
  /** The kind of the subject's host, where its name does not tell. */
  readonly kind?: RegistryKind
  /** Address of the subject's host, where it is not the usual one: `http://registry.lan:5000`. */
  readonly address?: string
  /** What the caller noticed itself, such as an empty entry in Docker's configuration. */
  readonly noticed?: readonly Finding[]
  onStart?(attempt: Asking, check: Pick<Check, 'id' | 'title'>): void
  onCheck?(attempt: Asking, check: Check): void
  /** Called as each attempt ends. */
  onAttempt?(attempt: Attempt): void
}

/** Whom an attempt was made as; `id` is `anonymous` for nobody. */
export type AttemptIdentity = Pick<Identity, 'id' | 'name'>

/** An attempt that is under way. */
export interface Asking extends AttemptIdentity {
  readonly chosen: boolean
}

export interface Attempt {
  readonly identity: AttemptIdentity
  /** Whether a deployment would pull with this one. */
  readonly chosen: boolean
  /** Why it is chosen, or why not: `its prefix acme/team is the longest that fits acme/team/app`. */
  readonly reason: string
  readonly verification: Verification
}

/**
 * `confirmed`: the line says so itself, or the same question met just this. `ruled-out`: the same question, asked as the
 * one that printed the line where it hangs on that, shows that it is not so. `not-testable`: not known.
 */
export type CauseState = 'confirmed' | 'ruled-out' | 'not-testable'

/** A cause that fits a line, and whether it is true. */
export interface FittingCause {
  readonly code: FindingCode
  /** One sentence: what would be the matter. */
  readonly text: string
  readonly state: CauseState
  /** The evidence, or what would have to be given to test it. */
  readonly because: string
}

export interface Explanation {
  readonly line: string
  /** Who prints such lines: `Docker`, `containerd`, `kubelet`, `GitHub Actions`, `Helm`, …; absent when anyone does. */
  readonly tool?: string
  /** What the line means, in one sentence. */
  readonly meaning: string
  /** The image that the line names. */
  readonly image?: string
  /** Confirmed ones first. */
  readonly causes: readonly FittingCause[]
  /**
   * One sentence, where the gravest finding is a fact of the credential that was asked with, and not known to be the cause
   * of the line: another one may have printed it.
   */
  readonly caution?: string
}

/** What is the matter with an image, for everyone who might pull it. */
export interface Diagnosis {
  /** No finding is an error. */
  readonly ok: boolean
  /** Normalized: `ghcr.io/acme/app:1.4`. */
  readonly subject: string
  readonly attempts: readonly Attempt[]
  /** Who would pull it, and why, in one sentence. */
  readonly choice: string
  /** The cause, by its code first in `findings`; absent when nothing is wrong. */
  readonly cause?: FindingCode
  /** Of the chosen attempt, and what the attempts tell only together; the cause first, then errors, then the rest. */
  readonly findings: readonly Finding[]
  readonly explanation?: Explanation
}

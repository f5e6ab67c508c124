import type {
  Ability,
  CatalogImage,
  Clock,
  CredentialFacts,
  RegistryCredential,
  Secret,
} from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import type { KindWords } from './judge-access.ts'
import type { Outcome, Verdict } from './outcome.ts'
import type { RegistryQuestions } from './registry-questions.ts'

/** What came of exchanging a connection's own secrets for what the registry takes. */
export interface Exchanged extends Verdict {
  /** Absent when the exchange failed; `cause` says why then. */
  readonly credential?: RegistryCredential | undefined
}

/** A check beside the registry's own, such as a question to the vendor's API. */
export interface SideCheck {
  readonly id: string
  readonly title: string
  /**
   * `at-once` unless said. A later one is skipped where the registry cannot be asked or does not take the credential;
   * `after-pull` is after the proof of the pull, whatever came of it.
   */
  readonly when?: 'at-once' | 'after-login' | 'after-pull'
  /** The cause of one that begins at once, if it has one, keeps the registry from being asked to log in, pull and push. */
  run(registry: Promise<RegistryQuestions>): Promise<Verdict>
}

/** What a kind knows of the images behind a connection. */
export interface Listing {
  readonly ability: Ability
  readonly outcome: Outcome
  /** Where no image is named, the pull is proved with the first of them that has a tag. */
  readonly images: readonly CatalogImage[]
}

/** An ability that is judged without doing it. */
export interface JudgedAbility {
  readonly ability: Ability
  /** One sentence with the evidence. */
  readonly because: string
}

/**
 * How one kind is verified: what is its own, around the way that all take. Every function is called once at most, gets
 * its cancellation from the caller's signal, and tells what fails as an outcome.
 */
export interface KindVerification {
  /** Address of the registry. */
  readonly url: string
  readonly fetch: Fetch
  readonly clock: Clock
  /** Milliseconds that one question may take. */
  readonly limitMs: number
  /** Every secret of the connection with the name that it goes by, so that no answer carries one into a finding. */
  readonly secrets: readonly { readonly username: string; readonly password: Secret }[]
  /** The credential that the registry itself takes; absent: anonymous, or `exchange` makes it. */
  readonly credential?: RegistryCredential | undefined
  /** Makes the credential of the connection's secrets; it is a check of its own. */
  readonly exchange?: { readonly id: string; readonly title: string; run(): Promise<Exchanged> } | undefined
  readonly trustRealm?: (realm: URL) => boolean
  readonly usualRealm?: string | undefined
  readonly beside?: readonly SideCheck[]
  /** The image list of the kind; absent: the registry's own catalog. */
  list?(registry: RegistryQuestions): Promise<Listing>
  readonly words?: KindWords
  /** Asked for once all else is known. */
  facts(): Promise<CredentialFacts> | CredentialFacts
  /** Abilities that are known without trying; what is absent is told as not proved. */
  abilities?(): Promise<{ readonly delete?: JudgedAbility; readonly webhook?: JudgedAbility }>
}

import type {
  ParsedDraft,
  RegistryConnection,
  RegistryDraft,
  RegistryForm,
  RegistryKind,
} from '@fairlead/core'
import type { KindWords } from '../verification/judge-access.ts'
import type { JudgedAbility } from '../verification/kind-verification.ts'
import type { AwsPlace } from './ask-aws.ts'
import type { LoginService } from './make-login.ts'
import type { RepositoryList } from './repository-list.ts'

/** One connection of a kind of AWS, as far as the two kinds differ. */
export interface AwsRegistry {
  /** Where the kind's API is asked. */
  readonly place: AwsPlace
  readonly service: LoginService
  readonly list: Pick<RepositoryList, 'action' | 'name' | 'page'>
  /** Of all its images. */
  readonly visibility: 'public' | 'private'
  words(anonymous: boolean): KindWords
  /** Where the registry is known to give tokens; absent where it takes the login itself. */
  readonly usualRealm?: string
}

/** What is a kind's own among what the registries of AWS have in common. */
export interface AwsKind {
  readonly kind: RegistryKind
  readonly form: RegistryForm
  recognizes(host: string): boolean
  /** `lent`: whether the operator lends the identity of this server. Throws `request.invalid`. */
  parse(draft: RegistryDraft, lent: boolean): ParsedDraft
  /** Throws `request.invalid` for an address that is not of this kind. */
  open(connection: RegistryConnection): AwsRegistry
  /** What a pull needs, the login included. */
  readonly leastRights: readonly string[]
  readonly abilities: { readonly delete: JudgedAbility; readonly webhook: JudgedAbility }
}

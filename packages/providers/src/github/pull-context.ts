import type { Platform } from '@fairlead/core'
import type { Party } from '../verification/network-finding.ts'
import type { Cause } from '../verification/outcome.ts'
import type { Package } from './api-schemas.ts'
import type { RefusalContext } from './judge-token.ts'
import type { Links } from './links.ts'
import type { OwnerType } from './subject.ts'

/** What is known of the image beside the registry's own answers. */
export interface PullContext {
  readonly party: Party
  readonly links: Links
  readonly owner: string | undefined
  readonly ownerType: OwnerType | undefined
  /** Login of the token, where it is known. */
  readonly account: string | undefined
  readonly repository: string
  readonly packageName: string | undefined
  readonly platform: Platform | undefined
  /** The API's word on the package: seen, not there (or not for us), or not asked. */
  readonly package: Package | 'absent' | undefined
  /** Names and tags that are visible, for a hint at what was meant. */
  readonly visible: readonly string[]
  readonly tags: readonly string[]
  readonly granted: readonly string[] | undefined
  readonly needed: readonly string[]
  readonly anonymous: boolean
  /** The token is that of a workflow run or of a GitHub App. */
  readonly ofApp: boolean
  /** GitHub's API takes the token. */
  readonly accepted: boolean
  /** The account is no member of the organization whose image it is: only what is public or shared with it is open. */
  readonly outsider: boolean
  /** What already explains a refusal. */
  readonly cause: Cause | undefined
  readonly refusal: Omit<RefusalContext, 'by'>
}

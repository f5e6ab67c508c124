import { AppError } from '@fairlead/core'
import type { Listing } from '../verification/kind-verification.ts'
import { networkFinding } from '../verification/network-finding.ts'
import { found, passed, skipped } from '../verification/outcome.ts'
import { type AwsAnswer, type AwsPlace, type AwsSetup, askAws, type SdkConfig } from './ask-aws.ts'
import type { AwsFailure } from './failure.ts'
import type { AwsKeys } from './keys.ts'

/** One page of repositories, as image names have them behind the host. */
export interface RepositoryPage {
  readonly names: readonly string[]
  /** Absent on the last page. */
  readonly next?: string | undefined
}

/** How a kind asks for its list, signed by whom. */
export interface RepositoryList {
  /** `ecr:DescribeRepositories` */
  readonly action: string
  /** `Amazon ECR` */
  readonly name: string
  readonly place: AwsPlace
  readonly keys: AwsKeys
  readonly page: (
    config: SdkConfig,
    signal: AbortSignal,
    wanted: { readonly size: number; readonly next: string | undefined },
  ) => Promise<RepositoryPage>
}

/** So many are enough to tell that a list is given, and to find one with a tag among. */
const LISTED = 50
/** The most that AWS gives at once. */
const PAGE = 1_000

const askPage = (
  setup: AwsSetup,
  { action, place, keys, page }: RepositoryList,
  wanted: { readonly size: number; readonly next: string | undefined },
  signal: AbortSignal,
): Promise<AwsAnswer<RepositoryPage>> =>
  askAws(setup, { action, place, keys, send: (config, inner) => page(config, inner, wanted) }, signal)

/** The list as a verification tells it. Without the right to it a connection pulls all the same. */
export async function judgeList(
  setup: AwsSetup,
  list: RepositoryList,
  signal: AbortSignal,
): Promise<Listing> {
  const answer = await askPage(setup, list, { size: LISTED, next: undefined }, signal)
  if (answer.kind === 'reply') {
    const { names, next } = answer.value
    const count = next ? `${names.length} or more` : String(names.length)
    return {
      ability: 'yes',
      outcome: passed(`${list.name} lists ${count} ${count === '1' ? 'repository' : 'repositories'}.`),
      images: names.map((repository) => ({ repository })),
    }
  }
  const { kind, trouble, origin, evidence } = answer
  if (kind === 'network') {
    const finding = networkFinding({ name: 'AWS API', address: origin }, trouble ?? 'closed', evidence)
    return { ability: 'unknown', outcome: found([finding]), images: [] }
  }
  const why = kind === 'denied' ? `it lacks ${list.action}` : evidence.at(-1)?.answered
  return {
    ability: kind === 'denied' ? 'no' : 'unknown',
    outcome: skipped(
      `${list.name} does not list its repositories to this identity: ${why}. Name an image to prove the pull.`,
    ),
    images: [],
  }
}

function listError({ kind, evidence }: AwsFailure, { name, action }: RepositoryList): AppError {
  const answered = evidence.at(-1)?.answered ?? ''
  const details = { exchange: evidence.at(-1) }
  if (kind === 'denied') {
    const message = `${name} lists repositories only to an identity with ${action}. Give the image name in full.`
    return new AppError('operation.unsupported', message, { details })
  }
  const none = `${name} gave no list of repositories (${answered}).`
  if (kind === 'throttled') return new AppError('registry.rate_limited', none, { details })
  if (kind === 'network' || kind === 'server-error')
    return new AppError('registry.unreachable', none, { details })
  return new AppError(kind === 'garbage' ? 'registry.bad_answer' : 'credential.refused', none, { details })
}

/** Every repository whose name contains `search`, page by page. Throws an AppError where AWS gives no list. */
export async function* listRepositories(
  setup: AwsSetup,
  list: RepositoryList,
  search: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let next: string | undefined
  do {
    const answer = await askPage(setup, list, { size: PAGE, next }, signal)
    if (answer.kind !== 'reply') throw listError(answer, list)
    for (const name of answer.value.names) if (name.includes(search)) yield name
    next = answer.value.next
  } while (next !== undefined)
}

import type { Clock } from '@fairlead/core'
import type { PushEvent, Storage } from '@fairlead/oci/registry'
import { findPackage } from '../access/decide.ts'
import { sameName } from '../access/package-role.ts'
import { draftPackage } from '../administration/packages.ts'
import type { TwinState } from '../state/twin-state.ts'
import type { Caller } from '../tokens/authenticate.ts'
import { readSourceLabel } from './source-label.ts'

export interface RecordPushParts {
  readonly state: TwinState
  readonly storage: Storage
  readonly clock: Clock
}

/**
 * What a push makes of its package: a new one is private and its pusher's, and one that is not linked is linked to
 * the repository that `org.opencontainers.image.source` names, or that the workflow runs in.
 * https://docs.github.com/en/packages/learn-github-packages/connecting-a-repository-to-a-package
 */
export async function recordPush(
  { state, storage, clock }: RecordPushParts,
  { repository, digest }: PushEvent,
  caller: Caller | undefined,
): Promise<void> {
  const slash = repository.indexOf('/')
  const owner = repository.slice(0, slash)
  const name = repository.slice(slash + 1)
  const linkable = !findPackage(state, owner, name)?.repository
  const label = linkable ? await readSourceLabel(storage, repository, digest) : undefined

  const signedIn = caller === undefined || caller === 'anonymous' ? undefined : caller
  await state.commit((draft) => {
    // Asked again in the unit of work: two first pushes may run side by side.
    const before = findPackage(state, owner, name)
    const source = label ?? signedIn?.token.repository ?? undefined
    const link = before?.repository ? undefined : linkedRepository(state, owner, source)
    const creator = before || !signedIn || signedIn.token.kind === 'actions' ? undefined : signedIn.user.login
    if (before && link === undefined) return
    draftPackage(state, draft, clock, {
      owner,
      name,
      ...(link === undefined ? {} : { repository: link }),
      ...(creator === undefined ? {} : { collaborators: [{ login: creator, role: 'admin' }] }),
    })
  })
}

/** `owner/name` of a repository that exists and belongs to the package's owner; undefined otherwise. */
function linkedRepository(state: TwinState, owner: string, source: string | undefined): string | undefined {
  const fullName = source && /(?:^|\/)([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(source)?.[1]
  const found = fullName && state.repository.get(fullName.toLowerCase())
  return found && sameName(found.owner, owner) ? `${found.owner}/${found.name}` : undefined
}

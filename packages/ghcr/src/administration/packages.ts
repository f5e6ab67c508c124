import type { Clock } from '@fairlead/core'
import type { Storage } from '@fairlead/oci/registry'
import { findPackage } from '../access/decide.ts'
import { sameName } from '../access/package-role.ts'
import type { TwinPackage } from '../state/records.ts'
import type { Draft, TwinState } from '../state/twin-state.ts'
import type { PackageInput, TwinAdministration } from './administration.ts'
import { requireOwner, requireRepository, requireUser } from './refuse.ts'
import { listVersions } from './versions.ts'

type Packages = Pick<
  TwinAdministration,
  | 'repository'
  | 'repositories'
  | 'putRepository'
  | 'deleteRepository'
  | 'package'
  | 'packages'
  | 'versions'
  | 'putPackage'
  | 'deletePackage'
>

/** Where the registry keeps a package's images. */
export const storageName = (target: { owner: string; name: string }): string =>
  `${target.owner}/${target.name}`.toLowerCase()

/** Git repositories and container packages. */
export function administerPackages(state: TwinState, storage: Storage, clock: Clock): Packages {
  return {
    repository: (fullName) => state.repository.get(fullName.toLowerCase()),
    repositories: () => [...state.repository.values()],
    putRepository: (input) =>
      state.commit((draft) => {
        const owner = requireOwner(state, 'owner', input.owner)
        const key = `${owner}/${input.name}`.toLowerCase()
        const before = state.repository.get(key)
        const repository = {
          id: before?.id ?? draft.nextId(),
          owner,
          name: before?.name ?? input.name,
          private: input.private ?? before?.private ?? true,
        }
        draft.put('repository', key, repository)
        return repository
      }),
    deleteRepository: (fullName) =>
      state.commit((draft) => {
        const key = fullName.toLowerCase()
        if (!state.repository.has(key)) return false
        draft.delete('repository', key)
        // GitHub keeps the packages of a deleted repository, unlinked.
        for (const [name, linked] of state.package) {
          if (linked.repository !== null && sameName(linked.repository, fullName)) {
            draft.put('package', name, { ...linked, repository: null })
          }
        }
        return true
      }),
    package: (owner, name) => findPackage(state, owner, name),
    packages: (owner) =>
      [...state.package.values()]
        .filter((candidate) => owner === undefined || sameName(candidate.owner, owner))
        .sort((one, other) => (storageName(one) < storageName(other) ? -1 : 1)),
    versions: (owner, name) => listVersions(storage, storageName({ owner, name })),
    putPackage: (input) => state.commit((draft) => draftPackage(state, draft, clock, input)),
    deletePackage: async (owner, name) => {
      const found = findPackage(state, owner, name)
      if (!found) return false
      // Bytes first: were the record gone before a crash, the images would stay with nobody to delete them.
      await storage.repositories.delete(storageName(found))
      return state.commit((draft) => {
        draft.delete('package', storageName(found))
        return true
      })
    },
  }
}

/** Drafts a package made of what exists and what is asked. Throws `request.invalid` for unknown names. */
export function draftPackage(state: TwinState, draft: Draft, clock: Clock, input: PackageInput): TwinPackage {
  const before = findPackage(state, input.owner, input.name)
  const now = clock.now().toISOString()
  const result: TwinPackage = {
    id: before?.id ?? draft.nextId(),
    owner: requireOwner(state, 'owner', input.owner),
    name: input.name,
    visibility: input.visibility ?? before?.visibility ?? 'private',
    repository:
      typeof input.repository === 'string'
        ? requireRepository(state, 'repository', input.repository)
        : input.repository === undefined
          ? (before?.repository ?? null)
          : null,
    inheritsAccess: input.inheritsAccess ?? before?.inheritsAccess ?? true,
    collaborators:
      input.collaborators?.map(({ login, role }, at) => ({
        login: requireUser(state, `collaborators[${at}].login`, login),
        role,
      })) ??
      before?.collaborators ??
      [],
    actionsAccess:
      input.actionsAccess?.map(({ repository, role }, at) => ({
        repository: requireRepository(state, `actionsAccess[${at}].repository`, repository),
        role,
      })) ??
      before?.actionsAccess ??
      [],
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  }
  draft.put('package', storageName(result), result)
  return result
}

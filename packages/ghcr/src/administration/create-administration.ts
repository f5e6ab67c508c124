import type { Clock } from '@fairlead/core'
import type { Storage } from '@fairlead/oci/registry'
import type { FaultList } from '../faults/fault-list.ts'
import { SeedSchema } from '../seed.ts'
import type { TwinSettings } from '../state/records.ts'
import type { TwinState } from '../state/twin-state.ts'
import { administerAccounts } from './accounts.ts'
import type { TwinAdministration } from './administration.ts'
import { applySeed } from './apply-seed.ts'
import { administerPackages } from './packages.ts'
import { parseInput } from './refuse.ts'
import { administerTokens } from './tokens.ts'

export interface AdministrationParts {
  readonly state: TwinState
  readonly storage: Storage
  readonly faults: FaultList
  readonly clock: Clock
}

/** Everything an administrator of the twin can do. */
export function createAdministration({
  state,
  storage,
  faults,
  clock,
}: AdministrationParts): TwinAdministration {
  const packages = administerPackages(state, storage, clock)
  const accounts = administerAccounts(state, async (owner) => {
    for (const owned of packages.packages(owner)) await packages.deletePackage(owned.owner, owned.name)
  })
  const parts = {
    ...accounts,
    ...packages,
    ...administerTokens(state, clock),
    settings: () => state.settings,
    putSettings: (change: Parameters<TwinAdministration['putSettings']>[0]) =>
      state.commit((draft) => {
        const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
        const settings: TwinSettings = { ...state.settings, ...given }
        draft.put('settings', 'settings', settings)
        return settings
      }),
    faults: faults.list,
    addFault: faults.add,
    removeFault: faults.remove,
    clearFaults: faults.clear,
  } satisfies Omit<TwinAdministration, 'applySeed' | 'snapshot'>

  return {
    ...parts,
    applySeed: async (seed, mode) => {
      const checked = parseInput(SeedSchema, seed, 'seed')
      if (checked.settings && (mode === 'update' || state.isNew)) await parts.putSettings(checked.settings)
      return applySeed(parts, checked, mode)
    },
    snapshot: async () => ({
      users: parts.users(),
      organizations: parts.organizations(),
      repositories: parts.repositories(),
      packages: await Promise.all(
        parts.packages().map(async (target) => ({
          ...target,
          versions: await parts.versions(target.owner, target.name),
        })),
      ),
      tokens: parts.tokens(),
      settings: parts.settings(),
      faults: parts.faults(),
    }),
  }
}

import type { Secret } from '@fairlead/core'
import type { z } from 'zod'
import type { SeedSchema } from '../seed.ts'
import type { TwinAdministration } from './administration.ts'

type Seed = z.output<typeof SeedSchema>
type Administration = Omit<TwinAdministration, 'applySeed' | 'snapshot'>

/**
 * Applies a checked seed in the order in which its parts need each other. `missing` leaves alone what exists, so that
 * a restart does not undo what an administrator changed since.
 */
export async function applySeed(
  twin: Administration,
  seed: Seed,
  mode: 'missing' | 'update',
): Promise<ReadonlyMap<string, Secret>> {
  const update = mode === 'update'
  const issued = new Map<string, Secret>()
  for (const user of seed.users ?? []) {
    if (update || !twin.user(user.login)) await twin.putUser(user)
  }
  for (const organization of seed.organizations ?? []) {
    if (update || !twin.organization(organization.login)) await twin.putOrganization(organization)
  }
  for (const repository of seed.repositories ?? []) {
    if (update || !twin.repository(`${repository.owner}/${repository.name}`))
      await twin.putRepository(repository)
  }
  for (const entry of seed.packages ?? []) {
    if (update || !twin.package(entry.owner, entry.name)) await twin.putPackage(entry)
  }
  const known = new Set(twin.tokens().map((token) => token.name))
  for (const token of seed.tokens ?? []) {
    if (known.has(token.name)) continue
    const { value } = await twin.createToken(token)
    if (token.value === undefined) issued.set(token.name, value)
  }
  return issued
}

import type { Registry } from '@fairlead/api/client'
import type { Search } from '../../data/use-search.ts'
import type { Health } from '../../ui/health-badge.tsx'

export const SORTS = {
  state: 'State, failing first',
  name: 'Name',
  expiry: 'Expiry, soonest first',
  checked: 'Last check, oldest first',
  services: 'Services, most first',
} as const
export type Sort = keyof typeof SORTS

export const STATES: Readonly<Record<Health, string>> = {
  failing: 'Failing',
  warning: 'Warning',
  unverified: 'Unverified',
  verified: 'Verified',
}

const RANK: Readonly<Record<Health, number>> = { failing: 0, warning: 1, unverified: 2, verified: 3 }

const byName = (a: Registry, b: Registry): number => a.name.localeCompare(b.name, 'en', { numeric: true })
const time = (text: string | null | undefined, absent: number): number => (text ? Date.parse(text) : absent)

const ORDERS: Readonly<Record<Sort, (a: Registry, b: Registry) => number>> = {
  state: (a, b) => RANK[a.health] - RANK[b.health],
  name: byName,
  expiry: (a, b) => time(a.expires_at, Number.MAX_SAFE_INTEGER) - time(b.expires_at, Number.MAX_SAFE_INTEGER),
  checked: (a, b) => time(a.verification?.checked_at, 0) - time(b.verification?.checked_at, 0),
  services: (a, b) => b.associated_services_count - a.associated_services_count,
}

export const sortOf = ({ sort }: Search): Sort =>
  sort !== undefined && sort in SORTS ? (sort as Sort) : 'state'

/** The user, or for GitHub the owner whose images the connection is for. */
export const userOf = ({ config, repository_prefix }: Registry): string =>
  String(config.username ?? config.access_key_id ?? '') || repository_prefix

/** The registries that the address asks for, in the order that it asks for. */
export function shownOf(registries: readonly Registry[], search: Search): readonly Registry[] {
  const words = (search.search ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const order = ORDERS[sortOf(search)]
  return registries
    .filter((registry) => {
      if (search.state && registry.health !== search.state) return false
      if (search.kind && registry.kind !== search.kind) return false
      const { name, description, url, repository_prefix, verification } = registry
      const text = [
        name,
        description,
        url,
        repository_prefix,
        userOf(registry),
        verification?.first_finding?.summary,
      ]
        .join(' ')
        .toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .sort((a, b) => order(a, b) || byName(a, b))
}

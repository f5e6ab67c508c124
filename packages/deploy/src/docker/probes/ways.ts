import { reachableAddress } from '../endpoints.ts'
import type { Inspection } from '../instances.ts'
import type { Way } from './dial.ts'

/** The ways to a TCP port of a container, the container's own address first. */
export function waysTo(inspection: Inspection, port: number, reach: 'direct' | 'published'): Way[] {
  const own = inspection.addresses.map((host) => ({ via: 'container' as const, host, port }))
  const published = (inspection.bindings[`${port}/tcp`] ?? []).map((binding) => ({
    via: 'published' as const,
    host: reachableAddress(binding),
    port: binding.port,
  }))
  return reach === 'direct' ? [...own, ...published] : published
}

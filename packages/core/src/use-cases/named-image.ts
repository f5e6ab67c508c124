import { asCandidate, chooseIdentity, isOfHost } from '../diagnosis/choose-identity.ts'
import type { ContainerService } from '../domain/container.ts'
import { type Finding, finding } from '../finding.ts'
import type { Repositories } from '../ports/store.ts'
import { type AppPorts, timestamp } from './ports.ts'

const HOST = /^(?:localhost|\[[0-9a-fA-F:.]+\]|[^/]*[.:][^/]*)$/

/** `ghcr.io/acme/app` in its parts; a name without a host is a repository alone. */
export function splitImageName(name: string): {
  readonly host: string | undefined
  readonly repository: string
} {
  const slash = name.indexOf('/')
  const first = slash < 0 ? '' : name.slice(0, slash)
  return HOST.test(first)
    ? { host: first, repository: name.slice(slash + 1) }
    : { host: undefined, repository: name }
}

/** A service that a name without a connection means, ready to be deployed. */
export interface Meant {
  readonly container: ContainerService
  readonly findings: readonly Finding[]
}

/**
 * The service, if an image of that host means it. The connection that it names pulls; where that one is gone, the one of
 * the host whose prefix fits best takes its place, and a finding says why.
 */
export async function meantBy(
  ports: AppPorts,
  tx: Repositories,
  container: ContainerService,
  host: string | undefined,
): Promise<Meant | undefined> {
  const { spec, organizationId } = container
  const registry = await tx.registries.get(spec.registryId)
  if (registry) {
    return host === undefined || isOfHost(registry.url, host) ? { container, findings: [] } : undefined
  }
  const ranFrom = (await tx.deployments.live(container.id))?.image?.registry
  if (host !== undefined && ranFrom !== undefined && !isOfHost(`https://${ranFrom}`, host)) return undefined
  const from = host ?? ranFrom
  const all = from === undefined ? [] : await tx.registries.listOf(organizationId)
  const chosen = from === undefined ? undefined : chooseIdentity(all.map(asCandidate), from, spec.imageName)
  if (!chosen) return { container, findings: [] }
  const { identity, reason } = chosen
  const changed = { ...spec, registryId: identity.id }
  const saved = await tx.containers.save({ ...container, spec: changed, updatedAt: timestamp(ports) })
  const told = finding('identity.chosen', {
    summary: `The connection that ${container.name} named is gone; ${identity.name} pulls ${spec.imageName} now, since ${reason}.`,
    evidence: [{ asked: `connections to ${from} for ${spec.imageName}`, answered: identity.name }],
    remedy: { action: 'Point the container at another connection if that is not the one that you mean.' },
  })
  return { container: saved, findings: [told] }
}

import type { Healthchecks, ServicePort, Workload } from '@fairlead/core'

/** Keys of the labels by which everything is found again: containers hold the whole state of this target. */
export const LABELS = {
  managed: 'dev.fairlead.managed',
  service: 'dev.fairlead.service',
  serviceName: 'dev.fairlead.service-name',
  deployment: 'dev.fairlead.deployment',
  environment: 'dev.fairlead.environment',
  organization: 'dev.fairlead.organization',
  image: 'dev.fairlead.image',
  digest: 'dev.fairlead.digest',
  /** Number of the instance, from 1. */
  instance: 'dev.fairlead.instance',
  /** `service`, or `trial` for a container that only proves a version before it takes a fixed port. */
  role: 'dev.fairlead.role',
  /** Ids of the containers that were stopped to make room for this one; started again if it fails. */
  replaces: 'dev.fairlead.replaces',
  ports: 'dev.fairlead.ports',
  healthchecks: 'dev.fairlead.healthchecks',
} as const

export type Role = 'service' | 'trial'

/** The labels of one container. No variable of the service is in them. */
export function labelsOf(
  workload: Workload,
  container: { role: Role; instance: number; replaces: readonly string[] },
): Record<string, string> {
  const { service, image, spec } = workload
  return {
    [LABELS.managed]: 'true',
    [LABELS.service]: service.id,
    [LABELS.serviceName]: service.name,
    [LABELS.deployment]: workload.deploymentId,
    [LABELS.environment]: service.environmentId,
    [LABELS.organization]: service.organizationId,
    [LABELS.image]: `${image.registry}/${image.repository}:${image.tag}`,
    [LABELS.digest]: image.digest,
    [LABELS.instance]: String(container.instance),
    [LABELS.role]: container.role,
    [LABELS.replaces]: container.replaces.join(','),
    [LABELS.ports]: JSON.stringify(spec.ports),
    [LABELS.healthchecks]: JSON.stringify(spec.healthchecks),
  }
}

export const portsFrom = (labels: Readonly<Record<string, string>>): readonly ServicePort[] =>
  readJson<ServicePort[]>(labels[LABELS.ports]) ?? []

export const healthchecksFrom = (labels: Readonly<Record<string, string>>): Healthchecks =>
  readJson<Healthchecks>(labels[LABELS.healthchecks]) ?? { readiness: null, liveness: null }

// Labels that this target wrote itself; one that somebody broke is as good as absent.
function readJson<T>(text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}

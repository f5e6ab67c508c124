import type { ContainerService, ContainerSpec, Volume } from '../domain/container.ts'
import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Principal } from '../domain/identity.ts'
import { AppError, type FieldIssue, invalidRequest } from '../errors.ts'
import type { Repositories } from '../ports/store.ts'
import { checkRepository, isTag } from '../values/image-reference.ts'
import { theContainer, theEnvironment, theRegistry } from './access.ts'
import { audit } from './audit.ts'
import { type AppPorts, timestamp } from './ports.ts'
import { securityIssues } from './security.ts'
import { shrinkIssues, volumeIssues } from './volumes.ts'

/** What a caller sets of a container service. */
export type ContainerInput = Pick<
  ContainerService,
  'name' | 'description' | 'autoPreview' | 'autoDeploy' | 'iconUri' | 'extras'
> & {
  /** Without `variables` those that are stored stay. Secret variables have a way of their own. */
  readonly spec: Omit<ContainerSpec, 'variables' | 'secrets'> & Partial<Pick<ContainerSpec, 'variables'>>
}

export const listContainers =
  (ports: AppPorts) =>
  async (who: Principal, environmentId: string): Promise<readonly ContainerService[]> => {
    await theEnvironment(ports.store, who, environmentId)
    return ports.store.containers.listOf(environmentId)
  }

export const getContainer =
  (ports: AppPorts) =>
  (who: Principal, id: string): Promise<ContainerService> =>
    theContainer(ports.store, who, id)

/** Throws `name.taken`, `request.invalid` and `registry.not_found`. Nothing runs until a deployment is asked for. */
export const createContainer =
  (ports: AppPorts) =>
  async (who: Principal, environmentId: string, input: ContainerInput): Promise<ContainerService> => {
    checkSpec(input.spec)
    return ports.store.transaction(async (tx) => {
      const { organizationId } = await theEnvironment(tx, who, environmentId)
      await usableRegistry(tx, who, organizationId, input.spec)
      const now = timestamp(ports)
      const id = ports.newId()
      const spec: ContainerSpec = { variables: [], ...input.spec, secrets: [] }
      const container: ContainerService = {
        ...input,
        spec,
        id,
        organizationId,
        environmentId,
        version: 1,
        createdAt: now,
        updatedAt: now,
      }
      await tx.containers.insert(container)
      await audit(ports, tx, who, containerEntry('CREATE', container))
      await tx.events.append({
        type: 'container.created',
        organizationId,
        data: { containerId: id, name: container.name },
      })
      return container
    })
  }

/**
 * What runs stays as it is until the next deployment. `change` makes the input from what is stored, so that what a
 * caller does not set is kept; it is pure and may be called again. Throws `container.conflict` besides what create throws.
 */
export const editContainer =
  (ports: AppPorts) =>
  (
    who: Principal,
    id: string,
    change: (stored: ContainerService) => ContainerInput,
  ): Promise<ContainerService> =>
    ports.store.transaction(async (tx) => {
      const stored = await theContainer(tx, who, id)
      const input = change(stored)
      checkSpec(input.spec, await madeVolumes(tx, stored))
      await usableRegistry(tx, who, stored.organizationId, input.spec)
      const saved = await tx.containers.save({
        ...stored,
        ...input,
        spec: { variables: stored.spec.variables, ...input.spec, secrets: stored.spec.secrets },
        updatedAt: timestamp(ports),
      })
      await audit(ports, tx, who, containerEntry('UPDATE', saved))
      await tx.events.append({
        type: 'container.updated',
        organizationId: saved.organizationId,
        data: { containerId: id, name: saved.name },
      })
      return saved
    })

/**
 * The registry that a spec names. `lock` keeps it from being deleted between this look and the end of the transaction.
 * Throws `request.invalid` where it is none of the organization.
 */
export function usableRegistry(
  tx: Repositories,
  who: Principal,
  organizationId: string,
  spec: Pick<ContainerSpec, 'registryId'>,
  lock = true,
): Promise<ContainerRegistry> {
  return theRegistry(tx, who, organizationId, spec.registryId, lock).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'registry.not_found') throw error
    throw invalidRequest([
      {
        field: 'registry_id',
        problem: `"${spec.registryId}" is no container registry of this organization`,
        remedy:
          'Add the registry to the organization first: only images of registered registries are deployed.',
      },
    ])
  })
}

/** Volumes that may be on the cluster: those of a service that was deployed at least once. */
export const madeVolumes = async (
  { deployments }: Pick<Repositories, 'deployments'>,
  { id, spec }: Pick<ContainerService, 'id' | 'spec'>,
): Promise<readonly Volume[]> => ((await deployments.latest(id)) ? spec.volumes : [])

/** The rules that span fields or need the domain; shapes are the edge's. Throws `request.invalid` with every fault. `volumes`: those that are there. */
export function checkSpec(spec: ContainerInput['spec'], volumes: readonly Volume[] = []): void {
  const issues: FieldIssue[] = []
  try {
    checkRepository(spec.imageName)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    issues.push(...error.issues.map((issue) => ({ ...issue, field: 'image_name' })))
  }
  if (!isTag(spec.tag)) {
    issues.push({
      field: 'tag',
      problem: `"${spec.tag.slice(0, 160)}" is not a tag`,
      remedy: 'Use up to 128 letters, digits, "_", "." and "-", and start with none of the last two.',
    })
  }
  if (spec.maxInstances < spec.minInstances) {
    issues.push({
      field: 'max_running_instances',
      problem: `is ${spec.maxInstances}, less than min_running_instances (${spec.minInstances})`,
      remedy: 'Raise it, or lower the minimum.',
    })
  }
  issues.push(...portIssues(spec), ...volumeIssues(spec), ...shrinkIssues(volumes, spec.volumes))
  issues.push(...securityIssues(spec))
  if (issues.length > 0) throw invalidRequest(issues)
}

function portIssues({ ports }: Pick<ContainerSpec, 'ports'>): FieldIssue[] {
  const issues: FieldIssue[] = []
  const seen = new Map<string, number>()
  ports.forEach((port, index) => {
    const transport = port.protocol === 'UDP' ? 'udp' : 'tcp'
    const keys = [`internal_port ${port.internalPort}/${transport}`]
    if (port.externalPort !== undefined) keys.push(`external_port ${port.externalPort}/${transport}`)
    for (const key of keys) {
      const first = seen.get(key)
      if (first === undefined) seen.set(key, index)
      else
        issues.push({
          field: `ports[${index}]`,
          problem: `repeats ${key} of ports[${first}]`,
          remedy: 'Keep one of them.',
        })
    }
  })
  return issues
}

export const containerEntry = (action: string, { id, name, organizationId }: ContainerService) => ({
  organizationId,
  action,
  targetType: 'CONTAINER',
  targetId: id,
  targetName: name,
})

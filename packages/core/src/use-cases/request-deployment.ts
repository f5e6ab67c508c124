import type { ContainerService, ContainerSpec } from '../domain/container.ts'
import type { Deployment } from '../domain/deployment.ts'
import type { Principal } from '../domain/identity.ts'
import { AppError, invalidRequest } from '../errors.ts'
import type { Repositories } from '../ports/store.ts'
import { isTag } from '../values/image-reference.ts'
import { theContainer, theOrganization } from './access.ts'
import { audit } from './audit.ts'
import { containerEntry } from './containers.ts'
import { meantBy, splitImageName } from './named-image.ts'
import { type AppPorts, timestamp } from './ports.ts'
import { takePlace } from './take-place.ts'

type Asked = Pick<Deployment, 'action' | 'origin' | 'spec' | 'image'> & {
  /** What is worth knowing of how it came about. */
  readonly findings?: Deployment['findings']
}

/**
 * Stores the deployment, its event and its job together: it begins once those before it have ended. Throws
 * `container.busy` when the service is to be deleted.
 */
export async function enqueueDeployment(
  ports: AppPorts,
  tx: Repositories,
  who: Principal,
  container: ContainerService,
  asked: Asked,
): Promise<Deployment> {
  const steps = await takePlace(ports, tx, who, container)
  const live = await tx.deployments.live(container.id)
  const deployment: Deployment = {
    findings: [],
    ...asked,
    id: ports.newId(),
    organizationId: container.organizationId,
    environmentId: container.environmentId,
    containerId: container.id,
    state: 'queued',
    requestedBy: who.name,
    steps,
    endpoints: [],
    reference: null,
    replacesId: live?.id ?? null,
    cancelRequested: false,
    createdAt: timestamp(ports),
    startedAt: null,
    finishedAt: null,
  }
  await tx.deployments.insert(deployment)
  await audit(ports, tx, who, containerEntry(asked.origin.toUpperCase(), container))
  await tx.events.append({
    type: 'deployment.requested',
    organizationId: container.organizationId,
    data: {
      deploymentId: deployment.id,
      containerId: container.id,
      origin: asked.origin,
      requestedBy: who.name,
    },
  })
  await tx.jobs.runDeployment(deployment.id)
  return deployment
}

/**
 * Deploys a container service from its spec; a `tag` becomes the spec's own. The tag is resolved to a digest when the
 * deployment runs. Throws `container.busy`, `request.invalid`, `container.conflict`.
 */
export const requestDeployment =
  (ports: AppPorts) =>
  (
    who: Principal,
    containerId: string,
    request: { readonly origin: 'deploy' | 'redeploy'; readonly tag?: string | undefined },
  ): Promise<Deployment> => {
    checkTag(request.tag)
    return ports.store.transaction(async (tx) =>
      deployWithTag(ports, tx, who, await theContainer(tx, who, containerId), request.origin, request.tag),
    )
  }

/** Several services of one environment, all or none. Throws what `requestDeployment` throws. */
export const requestDeployments =
  (ports: AppPorts) =>
  (
    who: Principal,
    environmentId: string,
    services: readonly { readonly containerId: string; readonly tag?: string | undefined }[],
  ): Promise<readonly Deployment[]> => {
    for (const { tag } of services) checkTag(tag)
    return ports.store.transaction(async (tx) => {
      const deployments: Deployment[] = []
      await holdAll(
        tx,
        services.map(({ containerId }) => containerId),
      )
      for (const { containerId, tag } of services) {
        const container = await theContainer(tx, who, containerId)
        if (container.environmentId !== environmentId) {
          throw new AppError(
            'container.not_found',
            `Container ${containerId} is not in environment ${environmentId}.`,
          )
        }
        deployments.push(await deployWithTag(ports, tx, who, container, 'deploy', tag))
      }
      return deployments
    })
  }

/**
 * Every service of the organization that runs the image gets the tag: what CI calls after a push. An image that is named
 * with its host means those of that host alone. A service whose connection is gone gets the one of that host whose
 * prefix fits best.
 */
export const deployImage =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    image: { readonly imageName: string; readonly tag: string },
  ): Promise<readonly Deployment[]> => {
    checkTag(image.tag)
    await theOrganization(ports.store, who, organizationId)
    const { host, repository } = splitImageName(image.imageName)
    return ports.store.transaction(async (tx) => {
      const deployments: Deployment[] = []
      const containers = await tx.containers.usingImage(organizationId, repository)
      await holdAll(
        tx,
        containers.map(({ id }) => id),
      )
      for (const container of containers) {
        const means = await meantBy(ports, tx, container, host)
        if (!means) continue
        const { container: changed, findings } = means
        deployments.push(await deployWithTag(ports, tx, who, changed, 'deploy', image.tag, findings))
      }
      if (deployments.length > 0) return deployments
      throw new AppError(
        'container.not_found',
        `No container of this organization runs the image "${image.imageName}".`,
      )
    })
  }

/**
 * Holds what is under way of the services before the first event is written: whoever runs a deployment holds it first and
 * the log of events then, too, and each would otherwise wait for the other.
 */
async function holdAll(tx: Repositories, containerIds: readonly string[]): Promise<void> {
  for (const id of [...containerIds].sort()) await tx.deployments.unfinished(id)
}

/** What a deployment changes of the service itself is an update like any other. */
export async function changeSpec(
  ports: AppPorts,
  tx: Repositories,
  stored: ContainerService,
  spec: ContainerSpec,
): Promise<ContainerService> {
  await holdAll(tx, [stored.id])
  const saved = await tx.containers.save({ ...stored, spec, updatedAt: timestamp(ports) })
  const data = { containerId: saved.id, name: saved.name }
  await tx.events.append({ type: 'container.updated', organizationId: saved.organizationId, data })
  return saved
}

async function deployWithTag(
  ports: AppPorts,
  tx: Repositories,
  who: Principal,
  stored: ContainerService,
  origin: 'deploy' | 'redeploy',
  tag: string | undefined,
  findings: Deployment['findings'] = [],
): Promise<Deployment> {
  const isSame = tag === undefined || tag === stored.spec.tag
  const container = isSame ? stored : await changeSpec(ports, tx, stored, { ...stored.spec, tag })
  return enqueueDeployment(ports, tx, who, container, {
    action: 'deploy',
    origin,
    spec: container.spec,
    image: null,
    findings,
  })
}

function checkTag(tag: string | undefined): void {
  if (tag === undefined || isTag(tag)) return
  throw invalidRequest([
    {
      field: 'image_tag',
      problem: `"${tag.slice(0, 160)}" is not a tag`,
      remedy: 'Use up to 128 letters, digits, "_", "." and "-", and start with none of the last two.',
    },
  ])
}

import type { AdvancedSettings, Container as Answer, BodyOf, operations } from '@fairlead/api'
import type { ContainerInput, ContainerRegistry, ContainerService } from '@fairlead/core'
import { fromActedOn, toActedOn } from './advanced-settings.ts'
import { fromHealthchecks, toHealthchecks } from './healthchecks.ts'
import { fromPorts, type PortOptions, toPortOptions, toPorts } from './service-ports.ts'
import { fromVolumes, toVolumes } from './volumes.ts'

type Request = BodyOf<typeof operations.createContainer>

const DEFAULT_CPU_MILLI = 500
const DEFAULT_MEMORY_MIB = 512
const DEFAULT_ICON = 'app://fairlead-console/container'

/** What a container keeps for the clients of the contract. Stored by us only, in `extras`. */
interface Extras {
  readonly gpu?: number
  readonly ephemeralStorageInGib?: number
  readonly cpuArchitecture?: string
  readonly annotationsGroups?: unknown[]
  readonly labelsGroups?: unknown[]
  readonly autoscaling?: unknown
  readonly portOptions?: Record<string, PortOptions>
  readonly advancedSettings?: AdvancedSettings
}

const extrasOf = ({ extras }: Pick<ContainerService, 'extras'>): Extras => extras

function toExtras(request: Request, kept: Extras): Extras {
  return {
    gpu: request.gpu ?? 0,
    annotationsGroups: request.annotations_groups ?? [],
    labelsGroups: request.labels_groups ?? [],
    portOptions: toPortOptions(request.ports ?? []),
    ...(request.ephemeral_storage_in_gib ? { ephemeralStorageInGib: request.ephemeral_storage_in_gib } : {}),
    ...(request.cpu_architecture ? { cpuArchitecture: request.cpu_architecture } : {}),
    ...(request.autoscaling ? { autoscaling: request.autoscaling } : {}),
    ...(kept.advancedSettings ? { advancedSettings: kept.advancedSettings } : {}),
  }
}

/** `stored` is the container that is edited: what has a path of its own is kept from it. */
export function toContainerInput(request: Request, stored?: ContainerService): ContainerInput {
  const minInstances = request.min_running_instances ?? 1
  return {
    name: request.name,
    description: request.description ?? '',
    autoPreview: request.auto_preview ?? false,
    autoDeploy: request.auto_deploy ?? false,
    iconUri: request.icon_uri ?? DEFAULT_ICON,
    spec: {
      registryId: request.registry_id,
      imageName: request.image_name,
      tag: request.tag,
      entrypoint: request.entrypoint || null,
      arguments: request.arguments ?? [],
      cpuMilli: request.cpu ?? DEFAULT_CPU_MILLI,
      memoryMib: request.memory ?? DEFAULT_MEMORY_MIB,
      minInstances,
      maxInstances: request.max_running_instances ?? Math.max(1, minInstances),
      ports: toPorts(request.ports ?? []),
      volumes: toVolumes(request.storage ?? [], stored?.spec.volumes),
      ...toActedOn(stored ? fromActedOn(stored.spec) : {}),
      healthchecks: toHealthchecks(request.healthchecks),
    },
    extras: { ...toExtras(request, stored ? extrasOf(stored) : {}) },
  }
}

export const advancedSettingsOf = (container: ContainerService): AdvancedSettings => ({
  ...extrasOf(container).advancedSettings,
  ...fromActedOn(container.spec),
})

/** The container as it is, with other advanced settings. */
export const withAdvancedSettings = (
  stored: ContainerService,
  settings: AdvancedSettings,
): ContainerInput => {
  const { security: _former, ...spec } = stored.spec
  return {
    name: stored.name,
    description: stored.description,
    autoPreview: stored.autoPreview,
    autoDeploy: stored.autoDeploy,
    iconUri: stored.iconUri,
    spec: { ...spec, ...toActedOn(settings) },
    extras: { ...stored.extras, advancedSettings: settings },
  }
}

type RegistryRef = Pick<ContainerRegistry, 'id' | 'name' | 'url' | 'kind'>

/** A registry that was deleted by force stays named by its id. */
const deletedRegistry = (id: string): RegistryRef => ({ id, name: '(deleted)', url: '', kind: 'GENERIC_CR' })

export function toContainer(container: ContainerService, registry: RegistryRef | undefined): Answer {
  const { spec } = container
  const extras = extrasOf(container)
  const { id, name, url, kind } = registry ?? deletedRegistry(spec.registryId)
  const gpu = extras.gpu ?? 0
  return {
    id: container.id,
    created_at: container.createdAt,
    updated_at: container.updatedAt,
    environment: { id: container.environmentId },
    registry_id: spec.registryId,
    registry: { id, name, url, kind },
    image_name: spec.imageName,
    tag: spec.tag,
    name: container.name,
    description: container.description,
    arguments: [...spec.arguments],
    ...(spec.entrypoint === null ? {} : { entrypoint: spec.entrypoint }),
    cpu: spec.cpuMilli,
    memory: spec.memoryMib,
    gpu,
    maximum_cpu: spec.cpuMilli,
    maximum_memory: spec.memoryMib,
    maximum_gpu: gpu,
    min_running_instances: spec.minInstances,
    max_running_instances: spec.maxInstances,
    healthchecks: fromHealthchecks(spec.healthchecks),
    ports: fromPorts(spec.ports, extras.portOptions ?? {}),
    storage: fromVolumes(spec.volumes),
    ...(extras.ephemeralStorageInGib ? { ephemeral_storage_in_gib: extras.ephemeralStorageInGib } : {}),
    ...(extras.cpuArchitecture ? { cpu_architecture: extras.cpuArchitecture } : {}),
    annotations_groups: extras.annotationsGroups ?? [],
    labels_groups: extras.labelsGroups ?? [],
    ...(extras.autoscaling === undefined ? {} : { autoscaling: extras.autoscaling }),
    auto_preview: container.autoPreview,
    auto_deploy: container.autoDeploy,
    icon_uri: container.iconUri,
    service_type: 'CONTAINER',
  }
}

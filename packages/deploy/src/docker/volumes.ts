import type { ServiceIdentity, Volume, Workload } from '@fairlead/core'
import type Docker from 'dockerode'
import { type Engine, unlessStatus } from './engine.ts'
import { LABELS } from './labels.ts'

const volumeName = (service: ServiceIdentity, { id }: Volume): string => `fairlead-${service.id}-${id}`

/**
 * Named volumes, which the engine makes with the first container that mounts them. Their size is not bounded: no driver
 * that comes with the engine can do that. https://docs.docker.com/engine/storage/volumes/
 */
export const mountsOf = ({ service, spec }: Pick<Workload, 'service' | 'spec'>): Docker.MountSettings[] =>
  spec.volumes.map((volume) => ({
    Type: 'volume',
    Source: volumeName(service, volume),
    Target: volume.mountPoint,
    VolumeOptions: {
      NoCopy: false,
      Labels: { [LABELS.managed]: 'true', [LABELS.service]: service.id },
      DriverConfig: { Name: 'local', Options: {} },
    },
  }))

/** Takes away every volume that was made for the service, with its data, and no other. Gives their names. */
export async function removeVolumes(
  engine: Engine,
  service: ServiceIdentity,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { Volumes } = await engine.call('list the volumes of the service', signal, (docker, abortSignal) =>
    docker.listVolumes({
      filters: { label: [`${LABELS.managed}=true`, `${LABELS.service}=${service.id}`] },
      abortSignal,
    }),
  )
  const names = (Volumes ?? []).map(({ Name }) => Name)
  for (const name of names) {
    const removing = engine.call('remove the volume', signal, (docker, abortSignal) =>
      docker.getVolume(name).remove({ abortSignal }),
    )
    await unlessStatus(404, removing)
  }
  return names
}

import { randomUUID } from 'node:crypto'
import type { Container as Answer, BodyOf, operations } from '@fairlead/api'
import type { Volume } from '@fairlead/core'

type Request = NonNullable<BodyOf<typeof operations.createContainer>['storage']>

/** A volume keeps its id, so that it can be mounted elsewhere; without one it is that of the same mount point. */
export function toVolumes(requests: Request, stored: readonly Volume[] = []): Volume[] {
  const named = new Set(requests.map(({ id }) => id))
  const at = (mountPoint: string) =>
    stored.find((each) => each.mountPoint === mountPoint && !named.has(each.id))?.id
  return requests.map(({ id, size, mount_point: mountPoint }) => ({
    id: id ?? at(mountPoint) ?? randomUUID(),
    mountPoint,
    sizeGib: size,
  }))
}

export const fromVolumes = (volumes: readonly Volume[]): Answer['storage'] =>
  volumes.map(({ id, mountPoint, sizeGib }) => ({
    id,
    type: 'FAST_SSD',
    size: sizeGib,
    mount_point: mountPoint,
  }))

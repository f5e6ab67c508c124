import type { ContainerSpec, Volume } from '../domain/container.ts'
import type { FieldIssue } from '../errors.ts'

/** What is wrong with a spec's volumes by themselves. */
export function volumeIssues({
  volumes,
  minInstances,
  maxInstances,
}: Pick<ContainerSpec, 'volumes' | 'minInstances' | 'maxInstances'>): FieldIssue[] {
  const issues: FieldIssue[] = []
  const ids = volumes.map(({ id }) => id)
  ids.forEach((id, index) => {
    const first = ids.indexOf(id)
    if (first === index) return
    issues.push({
      field: `storage[${index}].id`,
      problem: `is that of storage[${first}]`,
      remedy: 'Leave it out for another volume; one volume is mounted once.',
    })
  })
  const points = volumes.map(({ mountPoint }) => mountPoint.replace(/\/+$/, ''))
  points.forEach((point, index) => {
    const first = points.indexOf(point)
    if (first === index) return
    issues.push({
      field: `storage[${index}].mount_point`,
      problem: `repeats ${point} of storage[${first}]`,
      remedy: 'Keep one of them, or mount it elsewhere.',
    })
  })
  const instances = Math.max(minInstances, maxInstances)
  if (volumes.length > 0 && instances > 1) {
    issues.push({
      field: 'max_running_instances',
      problem: `is ${instances}, and a volume is of one instance at a time`,
      remedy: 'Run one instance, or keep the data in a service that many can call, such as a database.',
    })
  }
  return issues
}

/** Volumes that would become smaller than they are, which no storage can do without losing data. */
export function shrinkIssues(before: readonly Volume[], after: readonly Volume[]): FieldIssue[] {
  return after.flatMap(({ id, sizeGib, mountPoint }, index) => {
    const old = before.find((each) => each.id === id)
    if (old === undefined || old.sizeGib <= sizeGib) return []
    return [
      {
        field: `storage[${index}].size`,
        problem: `is ${sizeGib} GiB, and the volume at ${mountPoint} has ${old.sizeGib} GiB: a volume does not shrink`,
        remedy: `Give it ${old.sizeGib} or more, or add another volume at another mount point and move the data.`,
      },
    ]
  })
}

/** The volumes of an earlier spec; one that has grown since stays as big as it is. */
export const asGrown = (earlier: readonly Volume[], now: readonly Volume[]): readonly Volume[] =>
  earlier.map((volume) => {
    const size = now.find(({ id }) => id === volume.id)?.sizeGib ?? 0
    return size > volume.sizeGib ? { ...volume, sizeGib: size } : volume
  })

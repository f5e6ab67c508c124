import { usageFailure } from '../failure.ts'

/** Reads `/data:10`: a folder of the container and the size of its volume in GiB. Throws a usage failure. */
export function readVolume(text: string): { type: 'FAST_SSD'; mount_point: string; size: number } {
  const [, mountPoint, size] = /^(\/.+):(\d{1,5})$/.exec(text) ?? []
  if (mountPoint && size && Number(size) > 0) {
    return { type: 'FAST_SSD', mount_point: mountPoint, size: Number(size) }
  }
  throw usageFailure(
    `--volume: "${text}" is not a volume.`,
    'Write the folder in the container and the size in GiB: /data:10.',
  )
}

import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DigestAlgorithm } from '@fairlead/core'
import { createDigester, type Digester } from '../../spec/index.ts'
import { unlessMissing } from './folder.ts'

/** A part of an upload: one file, written by one process only. */
export interface Segment {
  readonly path: string
  /** Where it begins in the upload, in bytes. */
  readonly start: number
  readonly size: number
}

const NAME = /^(\d{16})\.[0-9a-f-]+$/

export const segmentName = (start: number, writer: string): string =>
  `${String(start).padStart(16, '0')}.${writer}`

/**
 * The segments that follow on one another from 0. One that two processes wrote for the same place counts once; what
 * comes after a gap does not count.
 */
export async function readSegments(folder: string): Promise<Segment[]> {
  const segments: Segment[] = []
  let end = 0
  for (const name of ((await unlessMissing(readdir(folder))) ?? []).sort()) {
    const start = Number(NAME.exec(name)?.[1] ?? -1)
    const path = join(folder, name)
    const found = start === end ? await unlessMissing(stat(path)) : undefined
    if (found === undefined || found.size === 0) continue
    segments.push({ path, start, size: found.size })
    end += found.size
  }
  return segments
}

export const totalSize = (segments: readonly Segment[]): number =>
  segments.reduce((sum, { size }) => sum + size, 0)

/** A digest that knows how much it has seen, so that it is used only when that is all there is. */
export interface CountingDigester extends Digester {
  readonly algorithm: DigestAlgorithm
  readonly bytes: number
}

export function createCountingDigester(algorithm: DigestAlgorithm): CountingDigester {
  const digester = createDigester(algorithm)
  let bytes = 0
  return {
    algorithm,
    get bytes() {
      return bytes
    },
    update: (piece) => {
      digester.update(piece)
      bytes += piece.length
    },
    digest: () => digester.digest(),
  }
}

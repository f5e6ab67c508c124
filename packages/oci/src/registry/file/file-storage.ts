import type { Clock } from '@fairlead/core'
import type { Storage } from '../storage.ts'

export interface FileStorageOptions {
  readonly clock?: Clock
}

/** A storage in a folder. */
export function createFileStorage(root: string, options: FileStorageOptions = {}): Storage {
  throw new Error(`Being written ${root} (${Object.keys(options).length})`)
}

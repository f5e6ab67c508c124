import type { TargetSettings } from '@fairlead/core'

export type GitopsSettings = Extract<TargetSettings, { kind: 'gitops' }>

export interface GitopsOptions {
  /** Git's executable; `git` of the PATH by default. */
  readonly git?: string
  /** Milliseconds that a lock of another Git process is waited for; 10 seconds by default. */
  readonly lockWaitMs?: number
}

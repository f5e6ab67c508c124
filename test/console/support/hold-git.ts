import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ConsoleHarness } from './console-harness.ts'

/** Keeps each deployment of the harness at its commit, as another Git process does, until what it gives is called. */
export async function holdGit({ api, org }: ConsoleHarness): Promise<() => Promise<void>> {
  const [cluster] = await api.clusters.list(org)
  if (cluster?.target.kind !== 'gitops') throw new Error('The harness does not deploy to Git.')
  const lock = join(cluster.target.folder, '.git', 'index.lock')
  await writeFile(lock, '')
  const release = () => rm(lock, { force: true })
  onTestFinished(release)
  return release
}

import { isAppError, type Progress } from '@fairlead/core'
import type { DockerContext } from './context.ts'
import type { Instance } from './instances.ts'
import { lateSignal } from './late-signal.ts'
import { remove, stop } from './lifecycle.ts'

/**
 * Takes away what a proved version replaces. The new version serves already, so nothing that goes wrong here is thrown:
 * the step and the log say what is left, and the service's next deployment takes it away.
 */
export async function cleanUp(
  context: DockerContext,
  old: readonly Instance[],
  progress: Progress,
): Promise<void> {
  if (old.length === 0) return
  const signal = lateSignal(context)
  progress.step('clean', 'running', 'Removing the old version.')
  const left = await Promise.all(
    old.map(async ({ id, name }) => {
      try {
        await stop(context.engine, context.timings, id, signal)
        await remove(context.engine, id, signal)
        return []
      } catch (error) {
        return [`${name}: ${isAppError(error) ? error.message : 'the removal failed.'}`]
      }
    }),
  )
  const lines = left.flat()
  if (lines.length === 0) return progress.step('clean', 'succeeded', 'Removed the old version.')
  progress.step('clean', 'failed', 'The new version serves, but the old one could not be removed.')
  for (const line of lines) progress.log(`Left until the next deployment: ${line}`)
}

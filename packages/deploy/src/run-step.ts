import { isAppError, type Progress } from '@fairlead/core'

/**
 * Tells a step's beginning and its end, whatever comes of it. `work` gives its result and the sentence that ends the
 * step; a failure's sentence is that of its AppError, or `failure`.
 */
export async function runStep<T>(
  progress: Progress,
  step: { name: string; begin: string; failure: string },
  work: () => Promise<readonly [result: T, message: string]>,
): Promise<T> {
  progress.step(step.name, 'running', step.begin)
  try {
    const [result, message] = await work()
    progress.step(step.name, 'succeeded', message)
    return result
  } catch (error) {
    progress.step(step.name, 'failed', isAppError(error) ? error.message : step.failure)
    throw error
  }
}

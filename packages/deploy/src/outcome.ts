import { AppError, type Applied, type Finding, isAppError } from '@fairlead/core'

/** `target.failed` that carries its findings, so that an apply can report them and anything else can throw them. */
export const failedWith = (findings: readonly Finding[], cause?: unknown): AppError =>
  new AppError('target.failed', findings.map(({ summary }) => summary).join(' '), { findings, cause })

/** What a target found wrong is the deployment's outcome; any other failure is thrown on. */
export async function outcome(work: () => Promise<Applied>): Promise<Applied> {
  try {
    return await work()
  } catch (error) {
    if (isAppError(error, 'target.failed') && error.findings.length > 0) {
      return { ok: false, findings: error.findings }
    }
    throw error
  }
}

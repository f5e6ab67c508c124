import { anySignal, finding, type Progress, shortDigest, type Workload } from '@fairlead/core'
import { throwIfCanceled } from '../cancellation.ts'
import { failedWith } from '../outcome.ts'
import { imageReference } from './create-options.ts'
import { type Engine, unlessStatus, unreachable } from './engine.ts'
import { pullFinding } from './pull-fault.ts'
import { createPullProgress } from './pull-progress.ts'
import { streamPull } from './pull-stream.ts'
import type { DockerTimings } from './settings.ts'

/**
 * Makes sure that the engine has the image, by its digest: one that it has already is not asked for again, so that a
 * rollback works while the registry is down. Gives the sentence that ends the step. Throws `target.failed` with
 * `deploy.image_unavailable`, `target.unreachable` and `operation.canceled`.
 */
export async function pullImage(
  engine: Engine,
  timings: DockerTimings,
  workload: Workload,
  progress: Progress,
  signal: AbortSignal,
): Promise<string> {
  const short = shortDigest(workload.image.digest)
  if (await hasImage(engine, workload, signal)) return `The engine has ${short} already.`
  const began = performance.now()
  await pull(engine, timings, workload, progress, signal)
  if (!(await hasImage(engine, workload, signal))) {
    throw failedWith([
      pullFinding(imageReference(workload), 'the pull ended, but the engine does not have the image'),
    ])
  }
  return `Pulled ${short} in ${((performance.now() - began) / 1000).toFixed(1)} seconds.`
}

async function hasImage(engine: Engine, workload: Workload, signal: AbortSignal): Promise<boolean> {
  const found = await unlessStatus(
    404,
    engine.call('look for the image', signal, (docker) =>
      docker.getImage(imageReference(workload)).inspect(),
    ),
  )
  return found !== undefined
}

async function pull(
  engine: Engine,
  timings: DockerTimings,
  workload: Workload,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { image, credential } = workload
  const reference = imageReference(workload)
  const stall = new AbortController()
  const timer = setTimeout(() => stall.abort(), timings.pullStallMs)
  const layers = createPullProgress()
  let reportedAt = performance.now()
  let reported: string | undefined
  const report = () => {
    const sentence = layers.sentence()
    if (sentence !== undefined && sentence !== reported) progress.log(sentence)
    reported = sentence
    reportedAt = performance.now()
  }
  try {
    const events = streamPull(
      {
        socketPath: engine.socketPath,
        repository: `${image.registry}/${image.repository}`,
        digest: image.digest,
        registry: image.registry,
        credential,
      },
      anySignal(signal, stall.signal),
    )
    for await (const event of events) {
      timer.refresh()
      if (event.error !== undefined) throw failedWith([pullFinding(reference, event.error)])
      layers.add(event)
      if (performance.now() - reportedAt >= timings.pullReportMs) report()
    }
    report()
  } catch (error) {
    throwIfCanceled(signal)
    if (stall.signal.aborted) throw stalled(reference, timings.pullStallMs)
    if (isSystemError(error)) throw unreachable(engine.endpoint, `pull ${reference}`, error.message, error)
    throw error
  } finally {
    clearTimeout(timer)
  }
}

const isSystemError = (error: unknown): error is Error =>
  error instanceof Error && error.name !== 'AppError' && error.name !== 'AbortError'

const stalled = (reference: string, stallMs: number) =>
  failedWith([
    finding('deploy.image_unavailable', {
      summary: `The pull stood still for ${Math.round(stallMs / 1000)} seconds.`,
      evidence: [{ asked: `docker pull ${reference}`, answered: 'no progress' }],
      remedy: { action: 'Check the way from the engine to the registry and deploy again.' },
    }),
  ])

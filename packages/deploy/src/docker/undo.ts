import { type Finding, finding } from '@fairlead/core'
import type { DockerContext } from './context.ts'
import { type Refusal, refusalOf } from './engine.ts'
import { type Instance, inspectInstance } from './instances.ts'
import { remove, start, stop } from './lifecycle.ts'

/**
 * Takes unproved containers away. What they had stopped to take its place is started again before they are removed:
 * a crash in between leaves the labels that say so. Gives a finding for each that the engine would not start again.
 */
export async function undoUnproved(
  context: DockerContext,
  unproved: readonly Instance[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { engine, timings } = context
  const replaced = new Set(unproved.flatMap(({ replaces }) => replaces))
  if (replaced.size > 0) {
    // They may hold the port. Not proved, so nobody waits for them to end politely.
    await Promise.all(unproved.map(({ id }) => stop(engine, { ...timings, stopMs: 0 }, id, signal)))
  }
  const findings: Finding[] = []
  for (const id of replaced) {
    const old = await inspectInstance(engine, id, signal)
    if (old === undefined || old.isRunning) continue
    try {
      await start(engine, id, signal)
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === undefined) throw error
      findings.push(notStarted(refusal))
    }
  }
  await Promise.all(unproved.map(({ id }) => remove(engine, id, signal)))
  return findings
}

const notStarted = ({ status, message }: Refusal): Finding =>
  finding('deploy.target_failed', {
    summary: 'The old version was stopped to make room and could not be started again: the service is down.',
    evidence: [{ asked: 'start the old container', answered: `${status} ${message}` }],
    remedy: { action: "Repair what the engine's answer names and deploy again." },
  })

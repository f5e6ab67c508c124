import { type Finding, finding } from '@fairlead/core'
import { exitRemedy } from '../exit-remedy.ts'
import type { Engine } from './engine.ts'
import type { Inspection } from './instances.ts'
import { readLogTail } from './log-stream.ts'

const LAST_LINES = 20

/** `deploy.container_exited` with the exit code and the last lines that the container wrote. */
export async function exitFinding(
  engine: Engine,
  container: { id: string; name: string },
  last: Inspection | undefined,
  signal: AbortSignal,
): Promise<Finding> {
  if (last === undefined) {
    return finding('deploy.container_exited', {
      summary: `The container ${container.name} was removed while it started.`,
      evidence: [{ asked: 'inspect the container', answered: '404 no such container' }],
      remedy: { action: 'Find out who removes containers on this engine and deploy again.' },
    })
  }
  const lines = await readLogTail(engine, container, LAST_LINES, signal)
  const reason = last.wasOutOfMemory
    ? 'ran out of memory and was killed'
    : `ended with exit code ${last.exitCode}`
  return finding('deploy.container_exited', {
    summary: `The container ${reason} instead of staying up.`,
    evidence: [
      {
        asked: 'inspect the container',
        answered: [`${last.status}, exit code ${last.exitCode}`, last.error].filter(Boolean).join(': '),
      },
      {
        asked: `its last ${lines.length} log lines`,
        answered: lines.map(({ message }) => message).join('\n') || 'it wrote nothing',
      },
    ],
    remedy: { action: exitRemedy(last) },
  })
}

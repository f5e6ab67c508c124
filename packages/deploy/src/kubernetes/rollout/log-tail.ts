import { type Finding, isAppError } from '@fairlead/core'
import type { KubeApi } from '../connection/kube-api.ts'
import { pathOf } from '../connection/objects.ts'
import { refusalOf } from '../connection/refusal.ts'

const LAST_LINES = 20
const MAX_BYTES = 16 * 1024

export interface ContainerPlace {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  /** Whether it runs again. */
  readonly isRunning: boolean
}

/** Adds the last lines that a container wrote before it ended. What cannot be read does not hide the finding. */
export async function withLog(
  found: Finding,
  api: KubeApi,
  place: ContainerPlace,
  signal: AbortSignal,
): Promise<Finding> {
  const text = await lastLines(api, place, signal)
  if (text === undefined) return found
  const lines = text.trimEnd().split('\n').slice(-LAST_LINES)
  const evidence = {
    asked: `its last ${lines.length} log lines`,
    answered: text.trim() === '' ? 'it wrote nothing' : lines.join('\n'),
  }
  return {
    ...found,
    evidence: [...found.evidence, evidence],
    // A program of another platform is started by the kernel's refusal alone, and that is in the log.
    ...(/exec format error/i.test(text)
      ? {
          summary: "The container's program is built for another platform than the node's.",
          remedy: {
            action: "Build the image for the nodes' platform (docker buildx build --platform) and push it.",
          },
        }
      : {}),
  }
}

/** What a node says in the place of lines that it has cleaned away, with the status of a success. */
const CLEANED = /^(?:failed to try resolving symlinks|unable to retrieve container logs)/

/** Of the container that ended: the one before, where another one runs by now. */
async function lastLines(
  api: KubeApi,
  place: ContainerPlace,
  signal: AbortSignal,
): Promise<string | undefined> {
  const texts: string[] = []
  try {
    for (const previous of [place.isRunning, !place.isRunning]) {
      const text = await readLog(api, place, previous, signal)
      if (text === undefined || CLEANED.test(text)) continue
      if (text.trim() !== '') return text
      texts.push(text)
    }
  } catch (error) {
    if (signal.aborted || !isAppError(error)) throw error
  }
  return texts[0]
}

async function readLog(
  api: KubeApi,
  { namespace, pod, container }: ContainerPlace,
  previous: boolean,
  signal: AbortSignal,
): Promise<string | undefined> {
  const query = {
    container,
    previous: String(previous),
    tailLines: String(LAST_LINES),
    limitBytes: String(MAX_BYTES),
  }
  const path = `${pathOf('Pod', namespace, pod)}/log`
  try {
    const response = await api.open({ method: 'GET', path, query, asked: `read the log of ${pod}` }, signal)
    return await response.text()
  } catch (error) {
    if (refusalOf(error)?.status === 400) return undefined
    throw error
  }
}

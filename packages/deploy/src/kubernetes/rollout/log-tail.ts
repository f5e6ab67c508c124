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

/** Of the container that ended; where its node does not keep that log, of the one that took its place. */
async function lastLines(
  api: KubeApi,
  place: ContainerPlace,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return (await readLog(api, place, true, signal)) ?? (await readLog(api, place, false, signal))
  } catch (error) {
    if (signal.aborted || !isAppError(error)) throw error
    return undefined
  }
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

import { anySignal, type Finding } from '@fairlead/core'
import { throwIfCanceled } from '../../cancellation.ts'
import type { KubeApi } from '../connection/kube-api.ts'
import { pathOf } from '../connection/objects.ts'
import { refusalOf } from '../connection/refusal.ts'

const LAST_LINES = 20
const MAX_BYTES = 16 * 1024
/** The API server asks the node, which may be gone. */
const READ_MS = 10_000

export interface ContainerPlace {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  /** Whether the container is meant that was there before the one of now. */
  readonly isPrevious: boolean
}

/** Adds the last lines that a container wrote. What cannot be read does not hide the finding. */
export async function withLog(
  found: Finding,
  api: KubeApi,
  place: ContainerPlace,
  signal: AbortSignal,
): Promise<Finding> {
  const text = await lastLines(api, place, signal)
  if (text === undefined) return found
  const lines = text.trimEnd().split('\n').slice(-LAST_LINES)
  const evidence =
    text.trim() === ''
      ? { asked: 'its last log lines', answered: 'it wrote nothing' }
      : { asked: `its last ${lines.length} log lines`, answered: lines.join('\n') }
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

/** Of the container that is meant; where there are none, of the other one. */
async function lastLines(
  api: KubeApi,
  place: ContainerPlace,
  signal: AbortSignal,
): Promise<string | undefined> {
  const texts: string[] = []
  const limited = anySignal(signal, AbortSignal.timeout(READ_MS))
  try {
    for (const previous of [place.isPrevious, !place.isPrevious]) {
      const text = await readLog(api, place, previous, limited)
      if (text === undefined || CLEANED.test(text)) continue
      if (text.trim() !== '') return text
      texts.push(text)
    }
  } catch {
    throwIfCanceled(signal)
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

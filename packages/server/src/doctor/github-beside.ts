import { addressOfHost, anySignal } from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import type { CompatibleHost } from '@fairlead/providers'
import type { DoctorTarget } from './target.ts'

const LIMIT_MS = 3000

/**
 * The GitHub API beside the target's registry: the one that was given; and on this machine, where the twin of ghcr.io
 * may run, the one that answers where GitHub Enterprise Server has it. Empty when there is none.
 */
export async function githubBeside(
  { host, address, api }: DoctorTarget,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<readonly CompatibleHost[]> {
  const usual = addressOfHost(host)
  const registry = address ?? usual
  if (api !== undefined) return [{ registry, api }]
  // Only this machine is asked over plain HTTP by itself.
  if (usual.startsWith('https:') || registry.startsWith('https:')) return []
  const guess = `${registry}/api/v3`
  return (await isGithub(guess, fetch, signal)) ? [{ registry, api: guess }] : []
}

async function isGithub(api: string, fetch: Fetch, signal: AbortSignal): Promise<boolean> {
  try {
    const within = anySignal(signal, AbortSignal.timeout(LIMIT_MS))
    const answer = await fetch(api, { redirect: 'manual', signal: within })
    await answer.body?.cancel()
    return answer.headers.has('x-github-request-id')
  } catch {
    signal.throwIfAborted()
    // Nothing that answers is no GitHub; what is wrong with it the diagnosis will tell.
    return false
  }
}

import type { Ask } from './ask.ts'
import type { Call } from './call.ts'
import { type Kind, type KubeObject, type ListOf, RESOURCES } from './objects.ts'

const PAGE = 500

/** Everything that is listed, a page after another. */
export async function listPages<T extends KubeObject>(
  ask: Ask,
  kind: Kind,
  call: Call,
  signal: AbortSignal,
): Promise<ListOf<T>> {
  const items: T[] = []
  let metadata: ListOf<T>['metadata'] = { resourceVersion: '' }
  do {
    const query = { ...call.query, limit: String(PAGE), continue: metadata.continue }
    const page: ListOf<T> = await ask({ ...call, query }, signal)
    // A list names the kind once, for all of its items.
    items.push(...page.items.map((item) => ({ ...item, apiVersion: RESOURCES[kind].apiVersion, kind })))
    metadata = page.metadata
  } while (metadata.continue)
  return { metadata, items }
}

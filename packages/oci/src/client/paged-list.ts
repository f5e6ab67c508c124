import { jsonObject, nextPage } from '../spec/index.ts'
import { type Call, createCall } from './call.ts'
import type { Endpoint } from './endpoint.ts'
import { badAnswer } from './failure.ts'
import type { Messenger, RegistryRequest } from './messenger.ts'
import { readAnswer } from './read-answer.ts'
import type { Answer } from './transport.ts'

// The largest page that registries are known to give; the smallest number of requests.
const PAGE_SIZE = 1000
const MAX_PAGE_BYTES = 8 * 1024 * 1024
// A registry that pages by one still gets through with ten thousand names; one that never ends does not.
const MAX_PAGES = 10_000

/** A list of names that a registry gives page by page. */
export interface PagedListRequest {
  /** Below `/v2/`: `acme/app/tags/list`. */
  readonly path: string
  /** Key of the list in the answer: `tags`. */
  readonly key: string
  /** What is listed, for messages: `tags`, `repositories`. */
  readonly noun: string
  readonly scope: string
  /** After "to": `list the tags of acme/app`. */
  readonly intent: string
}

/**
 * Follows the pages of a list, in the registry's order.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags
 */
export async function* readPagedList(
  { endpoint, messenger }: { readonly endpoint: Endpoint; readonly messenger: Messenger },
  { path, key, noun, scope, intent }: PagedListRequest,
  signal: AbortSignal,
): AsyncGenerator<string> {
  async function ask(url: URL, call: Call): Promise<Answer> {
    const request: RegistryRequest = {
      method: 'GET',
      url,
      headers: { accept: 'application/json' },
      scopes: [scope],
      intent,
      repeatable: true,
    }
    const answer = await messenger.send(request, call)
    if (answer.status === 200) return answer
    // Some registries refuse a page size above their own limit instead of giving less.
    if (
      answer.status === 400 &&
      url.searchParams.get('n') === String(PAGE_SIZE) &&
      !url.searchParams.has('last')
    ) {
      return messenger.expect([200], { ...request, url: endpoint.at(path) }, call)
    }
    throw messenger.failure(answer, request, call)
  }

  async function readNames(answer: Answer, call: Call): Promise<readonly string[]> {
    const names = jsonObject(await readAnswer(answer, MAX_PAGE_BYTES, call))?.[key]
    // An empty list is `null` in registries written in Go.
    if (names === null) return []
    if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names
    throw badAnswer(`${answer.url.host} sent no list of ${noun}.`, call, answer)
  }

  function following(answer: Answer, seen: ReadonlySet<string>, call: Call): URL | undefined {
    const link = nextPage(answer.headers.get('link'))
    if (link === undefined) return undefined
    const next = endpoint.locate(link, answer.url)
    if (next === undefined || !endpoint.owns(next)) {
      throw badAnswer(
        `${answer.url.host} sends clients to another host for the next page of ${noun}.`,
        call,
        answer,
      )
    }
    if (seen.has(next.href) || seen.size >= MAX_PAGES) {
      throw badAnswer(
        `${answer.url.host} lists ${noun} without end: its pages lead back to one another.`,
        call,
        answer,
      )
    }
    return next
  }

  const seen = new Set<string>()
  let next: URL | undefined = endpoint.at(`${path}?n=${PAGE_SIZE}`)
  while (next !== undefined) {
    seen.add(next.href)
    const call = createCall(signal)
    const answer = await ask(next, call)
    yield* await readNames(answer, call)
    next = following(answer, seen, call)
  }
}

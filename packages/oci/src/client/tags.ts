import { checkRepository } from '@fairlead/core'
import { jsonObject, nextPage, repositoryScope } from '../spec/index.ts'
import { type Call, createCall } from './call.ts'
import type { Endpoint } from './endpoint.ts'
import { badAnswer } from './failure.ts'
import type { Messenger, RegistryRequest } from './messenger.ts'
import { readAnswer } from './read-answer.ts'
import type { Answer } from './transport.ts'

// The largest page that registries are known to give; the smallest number of requests.
const PAGE_SIZE = 1000
const MAX_PAGE_BYTES = 8 * 1024 * 1024
// A registry that pages by one still gets through with ten thousand tags; one that never ends does not.
const MAX_PAGES = 10_000

/** Lists tags. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags */
export function createTags({ endpoint, messenger }: { endpoint: Endpoint; messenger: Messenger }) {
  async function ask(url: URL, repository: string, call: Call): Promise<Answer> {
    const request: RegistryRequest = {
      method: 'GET',
      url,
      headers: { accept: 'application/json' },
      scopes: [repositoryScope(repository, 'pull')],
      intent: `list the tags of ${repository}`,
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
      return messenger.expect([200], { ...request, url: endpoint.at(`${repository}/tags/list`) }, call)
    }
    throw messenger.failure(answer, request, call)
  }

  async function readTags(answer: Answer, call: Call): Promise<readonly string[]> {
    const tags = jsonObject(await readAnswer(answer, MAX_PAGE_BYTES, call))?.tags
    // A repository without tags has `null` there in registries written in Go.
    if (tags === null) return []
    if (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')) return tags
    throw badAnswer(`${answer.url.host} sent no list of tags.`, call, answer)
  }

  function following(answer: Answer, seen: ReadonlySet<string>, call: Call): URL | undefined {
    const link = nextPage(answer.headers.get('link'))
    if (link === undefined) return undefined
    const next = endpoint.locate(link, answer.url)
    if (next === undefined || !endpoint.owns(next)) {
      throw badAnswer(
        `${answer.url.host} sends clients to another host for the next page of tags.`,
        call,
        answer,
      )
    }
    if (seen.has(next.href) || seen.size >= MAX_PAGES) {
      throw badAnswer(
        `${answer.url.host} lists tags without end: its pages lead back to one another.`,
        call,
        answer,
      )
    }
    return next
  }

  return async function* tags(repository: string, signal: AbortSignal): AsyncGenerator<string> {
    checkRepository(repository)
    const seen = new Set<string>()
    let next: URL | undefined = endpoint.at(`${repository}/tags/list?n=${PAGE_SIZE}`)
    while (next !== undefined) {
      seen.add(next.href)
      const call = createCall(signal)
      const answer = await ask(next, repository, call)
      yield* await readTags(answer, call)
      next = following(answer, seen, call)
    }
  }
}

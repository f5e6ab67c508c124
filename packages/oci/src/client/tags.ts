import { checkRepository } from '@fairlead/core'
import { repositoryScope } from '../spec/index.ts'
import type { Endpoint } from './endpoint.ts'
import type { Messenger } from './messenger.ts'
import { readPagedList } from './paged-list.ts'

interface Parts {
  readonly endpoint: Endpoint
  readonly messenger: Messenger
}

/** Lists tags. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags */
export const createTags = (parts: Parts) =>
  async function* tags(repository: string, signal: AbortSignal): AsyncGenerator<string> {
    checkRepository(repository)
    yield* readPagedList(
      parts,
      {
        path: `${repository}/tags/list`,
        key: 'tags',
        noun: 'tags',
        scope: repositoryScope(repository, 'pull'),
        intent: `list the tags of ${repository}`,
      },
      signal,
    )
  }

/** Lists repositories, where a registry has the catalog. https://distribution.github.io/distribution/spec/api/#catalog */
export const createCatalog = (parts: Parts) =>
  async function* catalog(signal: AbortSignal): AsyncGenerator<string> {
    yield* readPagedList(
      parts,
      {
        path: '_catalog',
        key: 'repositories',
        noun: 'repositories',
        scope: 'registry:catalog:*',
        intent: 'list its repositories',
      },
      signal,
    )
  }

import type { CatalogImage, Secret } from '@fairlead/core'
import type { AskVendor, VendorAnswer } from '../verification/vendor-api.ts'
import { type GoogleHost, projectInName } from './addresses.ts'
import { fieldOf } from './grant.ts'

export const API = 'https://artifactregistry.googleapis.com'
const PAGE = 1000
/** A repeated page token would otherwise lead round for ever. */
const MAX_PAGES = 100

export interface CatalogQuestions {
  readonly ask: AskVendor
  readonly token: Secret
  readonly host: GoogleHost
  readonly project: string
}

/** An answer that ended a list. */
export class ListFailed extends Error {
  readonly answer: VendorAnswer
  constructor(answer: VendorAnswer) {
    super(answer.exchange.answered)
    this.answer = answer
  }
}

const textOf = (json: unknown, name: string): string => {
  const value = fieldOf(json, name)
  return typeof value === 'string' ? value : ''
}

/** The entries of a paged list. Throws ListFailed. https://google.aip.dev/158 */
async function* entries(
  { ask, token }: CatalogQuestions,
  path: string,
  name: string,
  signal: AbortSignal,
): AsyncIterable<unknown> {
  let page = ''
  for (let read = 0; read < MAX_PAGES; read += 1) {
    const query = new URLSearchParams({ pageSize: String(PAGE), ...(page === '' ? {} : { pageToken: page }) })
    const answer = await ask({ url: `${API}/v1/${path}?${query}`, bearer: token }, signal)
    if (answer.kind === 'fault' || answer.status !== 200) throw new ListFailed(answer)
    const list = fieldOf(answer.json, name) ?? []
    if (!Array.isArray(list)) throw new ListFailed(answer)
    yield* list
    const next = textOf(answer.json, 'nextPageToken')
    if (next === '' || next === page) return
    page = next
  }
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1)

/** A package's name is percent-encoded, since it may hold slashes. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Names of the Docker repositories of the host's location in the project. Throws ListFailed. */
async function* repositoriesOf(questions: CatalogQuestions, signal: AbortSignal): AsyncIterable<string> {
  const { host, project } = questions
  if (host.repository !== undefined) {
    yield host.repository
    return
  }
  const path = `projects/${encodeURIComponent(project)}/locations/${host.location}/repositories`
  for await (const entry of entries(questions, path, 'repositories', signal)) {
    const name = lastPart(textOf(entry, 'name'))
    if (textOf(entry, 'format') === 'DOCKER' && name !== '') yield name
  }
}

/**
 * The images of one repository, each once: packages, as `dockerImages` would tell every version of every one of them.
 * Throws ListFailed.
 */
async function* imagesOf(
  questions: CatalogQuestions,
  repository: string,
  signal: AbortSignal,
): AsyncIterable<CatalogImage> {
  const { host, project } = questions
  const path = `projects/${encodeURIComponent(project)}/locations/${host.location}/repositories/${encodeURIComponent(repository)}/packages`
  const prefix =
    host.repository === undefined ? `${projectInName(project)}/${repository}` : projectInName(project)
  for await (const entry of entries(questions, path, 'packages', signal)) {
    const name = decoded(lastPart(textOf(entry, 'name')))
    const updatedAt = textOf(entry, 'updateTime')
    if (name !== '') yield { repository: `${prefix}/${name}`, ...(updatedAt === '' ? {} : { updatedAt }) }
  }
}

/** The images of all repositories. Throws ListFailed. */
export async function* listImages(
  questions: CatalogQuestions,
  signal: AbortSignal,
): AsyncIterable<CatalogImage> {
  for await (const repository of repositoriesOf(questions, signal)) {
    yield* imagesOf(questions, repository, signal)
  }
}

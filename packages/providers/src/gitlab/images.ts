import { AppError, type CatalogImage } from '@fairlead/core'
import { nextPage } from '@fairlead/oci'
import { listFailure } from '../verification/list-failure.ts'
import type { Party } from '../verification/network-finding.ts'
import { isReply, type VendorAnswer } from '../verification/vendor-api.ts'
import { type GitlabQuestions, type Project, readImages, readProjects, readUsername } from './api.ts'
import { botOf } from './token-format.ts'

const MAX_PAGES = 1000
const SCOPE = 'the scope read_api'

/** All items of a list, page by page, on GitLab's own API alone. */
async function* pages<T>(
  ask: GitlabQuestions,
  party: Party,
  first: VendorAnswer,
  read: (answer: VendorAnswer) => readonly T[] | undefined,
): AsyncGenerator<T> {
  const seen = new Set<string>()
  let answer = first
  for (;;) {
    const items = read(answer)
    if (items === undefined || answer.kind !== 'reply') throw listFailure(party, answer, SCOPE)
    yield* items
    const next = nextPage(answer.headers.get('link'))
    if (next === undefined || !next.startsWith(`${ask.api}/`)) return
    if (seen.has(next) || seen.size >= MAX_PAGES) {
      throw new AppError('registry.bad_answer', 'The GitLab API lists images without end.')
    }
    seen.add(next)
    answer = await ask.page(next)
  }
}

async function* imagesOf(
  ask: GitlabQuestions,
  party: Party,
  of: 'project' | 'group',
  id: string | number,
): AsyncGenerator<CatalogImage> {
  const answer = await ask.images(of, id)
  // A project whose registry is off, or which the user may not look into, has no images to be listed.
  if (of === 'project' && (isReply(answer, 403) || isReply(answer, 404))) return
  yield* pages(ask, party, answer, readImages)
}

const withVisibility = (image: CatalogImage, { visibility }: Project): CatalogImage =>
  visibility ? { ...image, visibility } : image

/** All images that a token may list: of its project or group, else of all projects of its user. Throws as `images` does. */
export async function* gitlabImages(ask: GitlabQuestions, party: Party): AsyncGenerator<CatalogImage> {
  const user = await ask.user()
  const username = readUsername(user)
  if (username === undefined) throw listFailure(party, user, SCOPE)
  const bot = botOf(username)
  if (bot) {
    yield* imagesOf(ask, party, bot.of, bot.id)
    return
  }
  for await (const project of pages(ask, party, await ask.projects(), readProjects)) {
    for await (const image of imagesOf(ask, party, 'project', project.id))
      yield withVisibility(image, project)
  }
}

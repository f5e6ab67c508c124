import type { CatalogImage } from '@fairlead/core'
import type { Listing } from '../verification/kind-verification.ts'
import { lessFacts } from '../verification/less-facts.ts'
import type { Party } from '../verification/network-finding.ts'
import { found, passed, skipped } from '../verification/outcome.ts'
import type { VendorAnswer } from '../verification/vendor-api.ts'
import { type GitlabQuestions, type Project, readImages, readProjects } from './api.ts'
import { botOf } from './token-format.ts'

/** Projects that are looked into for images where none is named. */
const PROJECTS = 10

export const unlisted = (ability: Listing['ability'], reason: string): Listing => ({
  ability,
  outcome: skipped(reason),
  images: [],
})

function conclude(party: Party, answers: readonly VendorAnswer[], where: string): Listing {
  const lists = answers.map(readImages)
  const images: readonly CatalogImage[] = lists.flatMap((list) => list ?? [])
  if (answers.length === 0 || lists.some((list) => list !== undefined)) {
    const many = `${images.length} ${images.length === 1 ? 'image' : 'images'}`
    return { ability: 'yes', outcome: passed(`GitLab lists ${many} of ${where}.`), images }
  }
  const [first] = answers
  const trouble = first && lessFacts(party, first)
  if (trouble) return { ability: 'unknown', outcome: found([trouble]), images: [] }
  return unlisted(
    'no',
    `GitLab does not list the images of ${where} to this token (${first?.exchange.answered}).`,
  )
}

/** The images of one project, of a bot's project or group, or of the projects that its user worked in last. */
export async function listGitlab(
  ask: GitlabQuestions,
  party: Party,
  project: Project | undefined,
  username: string | undefined,
): Promise<Listing> {
  if (project) return conclude(party, [await ask.images('project', project.id)], project.path_with_namespace)
  const bot = botOf(username ?? '')
  if (bot) return conclude(party, [await ask.images(bot.of, bot.id)], `the ${bot.of} of the token`)
  const answer = await ask.projects()
  const projects = readProjects(answer)
  if (projects === undefined) return conclude(party, [answer], 'projects')
  const latest = projects.slice(0, PROJECTS)
  const answers = await Promise.all(latest.map(({ id }) => ask.images('project', id)))
  return conclude(party, answers, `${latest.length} projects`)
}

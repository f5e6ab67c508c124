import type { Registry } from '@fairlead/api/client'
import { EXIT } from '../exit-codes.ts'
import { CommandFailure } from '../failure.ts'
import type { Session } from '../login/session.ts'
import type { TypedImage } from './image-name.ts'
import { pick } from './pick.ts'

const ADD = 'Add it: fairlead registry add NAME --kind ghcr --prefix OWNER'

/** Whether a connection's prefix is for a repository; the same rule as the server's. */
const fits = ({ repository_prefix: prefix }: Registry, repository: string): boolean =>
  prefix === '' || repository === prefix || repository.startsWith(`${prefix}/`)

/** Those with the longest prefix that fits; all of them where none fits: a preference, not a rule. */
function bestOf(all: readonly Registry[], repository: string): readonly Registry[] {
  const fitting = all.filter((registry) => fits(registry, repository))
  const longest = Math.max(...fitting.map(({ repository_prefix: prefix }) => prefix.length))
  const best = fitting.filter(({ repository_prefix: prefix }) => prefix.length === longest)
  if (best.length === 0) return all
  // Connections without a prefix may still have been made for an owner.
  const owner = repository.split('/')[0]
  const owned = best.filter(({ config }) => String(config.username ?? '').toLowerCase() === owner)
  return owned.length > 0 ? owned : best
}

/**
 * The registry of an image: the one that was named, else one whose host is the image's, where there are several the one
 * whose repository prefix fits best. Throws a failure that lists the candidates.
 */
export async function chooseRegistry(
  { api, organization, signal }: Session,
  given: string | undefined,
  image: TypedImage,
): Promise<Registry> {
  const all = await api.registries.list(organization.id, { signal })
  const question = { what: 'registry', plural: 'registries', how: '--registry NAME', create: ADD }
  if (given !== undefined) return pick({ ...question, given, candidates: all })
  const { host } = image
  const ofHost = host === undefined ? all : all.filter(({ url }) => new URL(url).host === host)
  if (host !== undefined && ofHost.length === 0) {
    throw new CommandFailure(EXIT.notFound, 'registry.not_found', `No registry of ${host} is connected.`, {
      remedy: `${ADD}. Only images of connected registries are deployed.`,
    })
  }
  const candidates = bestOf(ofHost, image.repository.toLowerCase())
  return pick({ ...question, given: undefined, candidates })
}

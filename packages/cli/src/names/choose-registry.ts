import type { Registry } from '@fairlead/api/client'
import { EXIT } from '../exit-codes.ts'
import { CommandFailure } from '../failure.ts'
import type { Session } from '../login/session.ts'
import type { TypedImage } from './image-name.ts'
import { pick } from './pick.ts'

const ADD = 'Add it: fairlead registry add NAME --kind ghcr --prefix OWNER'

/** Those that fit, or all of them when none does: a preference, not a rule. */
const preferring = <T>(all: readonly T[], fits: (each: T) => boolean): readonly T[] => {
  const fitting = all.filter(fits)
  return fitting.length > 0 ? fitting : all
}

/**
 * The registry of an image: the one that was named, else one whose host is the image's, where several are the one of
 * its owner. Throws a failure that lists the candidates.
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
  const owner = image.repository.split('/')[0]?.toLowerCase()
  const candidates = preferring(ofHost, ({ config }) => String(config.username ?? '').toLowerCase() === owner)
  return pick({ ...question, given: undefined, candidates })
}

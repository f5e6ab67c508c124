import type { Container, Environment, Project, Registry } from '@fairlead/api/client'
import type { Session } from '../login/session.ts'
import { text } from '../options.ts'
import { pick } from './pick.ts'

export interface PlaceOptions {
  readonly project?: string | undefined
  readonly environment?: string | undefined
}

/** Where a container is; needed only where names alone do not tell. */
export const placeOptions = {
  project: text('NAME', 'Name or id of the project, if there is more than one'),
  environment: text('NAME', 'Name or id of the environment, if there is more than one'),
}

/** An environment and the project it is in. */
export interface Place {
  readonly id: string
  readonly name: string
  readonly environment: Environment
  readonly project: Project
}

export interface PlacedContainer {
  readonly id: string
  readonly name: string
  readonly container: Container
  readonly place: Place
}

export const placeLabel = ({ project, environment }: Place): string => `${project.name}/${environment.name}`

/** Every environment that the options do not rule out. */
export async function listPlaces(session: Session, options: PlaceOptions): Promise<readonly Place[]> {
  const { api, organization, signal } = session
  const projects = await api.projects.list(organization.id, { signal })
  const chosen =
    options.project === undefined
      ? projects
      : [
          pick({
            what: 'project',
            plural: 'projects',
            given: options.project,
            candidates: projects,
            how: '--project NAME',
          }),
        ]
  const nested = await Promise.all(
    chosen.map(async (project) =>
      (await api.environments.list(project.id, { signal })).map((environment) => ({
        id: environment.id,
        name: environment.name,
        environment,
        project,
      })),
    ),
  )
  const places = nested.flat()
  if (options.environment === undefined) return places
  const wanted = options.environment
  const named = places.filter(({ id, name }) => id === wanted || name.toLowerCase() === wanted.toLowerCase())
  // Several projects have an environment of that name: all of them stay, and what is in them decides.
  return named.length > 0 ? named : [pickPlace(places, wanted)]
}

const pickPlace = (candidates: readonly Place[], given: string | undefined): Place =>
  pick({
    what: 'environment',
    plural: 'environments',
    given,
    candidates,
    how: '--environment NAME or --project NAME',
    label: placeLabel,
  })

/** The one environment that is meant. */
export async function findPlace(session: Session, options: PlaceOptions): Promise<Place> {
  return pickPlace(await listPlaces(session, options), undefined)
}

/** Every container of the environments that the options do not rule out. */
export async function listPlacedContainers(
  session: Session,
  options: PlaceOptions,
): Promise<readonly PlacedContainer[]> {
  const places = await listPlaces(session, options)
  const nested = await Promise.all(
    places.map(async (place) =>
      (await session.api.containers.list(place.id, { signal: session.signal })).map((container) => ({
        id: container.id,
        name: container.name,
        container,
        place,
      })),
    ),
  )
  return nested.flat()
}

/** The container that is meant, by name or id; the only one when nothing is given. */
export async function findContainer(
  session: Session,
  given: string | undefined,
  options: PlaceOptions,
): Promise<PlacedContainer> {
  return pick({
    what: 'container',
    plural: 'containers',
    given,
    candidates: await listPlacedContainers(session, options),
    how: 'its NAME, --environment or --project',
    create: 'Create one: fairlead container create NAME IMAGE:TAG',
    label: ({ name, place }) => `${placeLabel(place)}/${name}`,
  })
}

/** The registry that is meant, by name or id; the only one when nothing is given. */
export async function findRegistry(session: Session, given: string | undefined): Promise<Registry> {
  const { api, organization, signal } = session
  return pick({
    what: 'registry',
    plural: 'registries',
    given,
    candidates: await api.registries.list(organization.id, { signal }),
    how: 'its NAME',
    create: 'Add one: fairlead registry add NAME --kind ghcr --prefix OWNER',
  })
}

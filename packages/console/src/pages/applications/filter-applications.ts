import type { Application } from '@fairlead/api/client'
import { stateWords } from '../../ui/state-badge.tsx'

export interface Filters {
  readonly q?: string | undefined
  readonly project?: string | undefined
  readonly environment?: string | undefined
  readonly state?: string | undefined
  readonly registry?: string | undefined
}

const texts = ({ container, environment, project }: Application): readonly string[] => [
  container.name,
  `${container.image_name}:${container.tag}`,
  environment.name,
  project.name,
  environment.cluster_name,
  container.description,
]

/** Those that all of the filters let through; each word of the search is somewhere in what is shown of them. */
export function filterApplications(
  applications: readonly Application[],
  { q = '', project, environment, state, registry }: Filters,
): readonly Application[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  return applications.filter((each) => {
    if (project && each.project.id !== project) return false
    if (environment && each.environment.id !== environment) return false
    if (state && each.status.state !== state) return false
    if (registry && each.container.registry_id !== registry) return false
    const text = texts(each).join('\n').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

export interface Choice {
  readonly value: string
  readonly label: string
}

/** Each value once, by its label. */
const choices = (all: readonly Choice[]): Choice[] =>
  [...new Map(all.map((each) => [each.value, each])).values()].toSorted((a, b) =>
    a.label.localeCompare(b.label),
  )

/** What can be chosen in each filter: what some application has. */
export const filterChoices = (applications: readonly Application[]) => ({
  project: choices(applications.map(({ project }) => ({ value: project.id, label: project.name }))),
  environment: choices(
    applications.map(({ environment, project }) => ({
      value: environment.id,
      label: `${project.name} / ${environment.name}`,
    })),
  ),
  state: choices(
    applications.map(({ status }) => ({ value: status.state, label: stateWords(status.state) })),
  ),
  registry: choices(
    applications.map(({ container }) => ({
      value: container.registry_id,
      label: container.registry.name || 'A deleted registry',
    })),
  ),
})

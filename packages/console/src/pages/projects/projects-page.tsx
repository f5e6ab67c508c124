import { Stack } from '@mantine/core'
import { PlusIcon, ProjectIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { applicationsQuery } from '../../data/applications.ts'
import { environmentsQuery, projectsQuery } from '../../data/places.ts'
import { useOrg } from '../../data/use-org.ts'
import { Page } from '../../layout/page.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { ProjectCard } from './project-card.tsx'
import { ProjectDialog } from './project-dialog.tsx'

/** Projects, and the environments in which their applications run. */
export function ProjectsPage() {
  const org = useOrg()
  const projects = useQuery(projectsQuery(org))
  const environments = useQuery(environmentsQuery(org))
  const applications = useQuery(applicationsQuery(org))
  const [isAdding, setAdding] = useState(false)
  const queries = [projects, environments, applications]
  const error = queries.find((query) => query.error)?.error
  const retry = () => void Promise.all(queries.map((query) => query.refetch()))
  const add = (
    <ActionButton permission="service:write" leftSection={<PlusIcon />} onClick={() => setAdding(true)}>
      New project
    </ActionButton>
  )
  return (
    <Page
      title="Projects"
      about="A project holds environments; an environment runs applications on one cluster."
      actions={projects.data && projects.data.length > 0 ? add : undefined}
    >
      {isAdding && <ProjectDialog onClose={() => setAdding(false)} />}
      {error ? (
        <Failure title="The projects could not be loaded" error={error} onRetry={retry} />
      ) : !projects.data || !environments.data || !applications.data ? (
        <Waiting for="the projects" />
      ) : projects.data.length === 0 ? (
        <Empty icon={<ProjectIcon size={32} />} title="No project yet" action={add}>
          Applications live in environments, such as staging and production, and environments in projects.
          Make a project first.
        </Empty>
      ) : (
        <Stack>
          {projects.data.map((project) => (
            <ProjectCard
              key={project.id}
              project={project}
              environments={environments.data.filter((each) => each.project.id === project.id)}
              applications={applications.data}
            />
          ))}
        </Stack>
      )}
    </Page>
  )
}

import { useQuery } from '@tanstack/react-query'
import { applicationQuery, applicationStatusQuery } from './applications.ts'
import { environmentsQuery, projectsQuery } from './places.ts'

/** An application with its place and its status, each as soon as it is known. */
export function useApplication(org: string, id: string) {
  const application = useQuery(applicationQuery(org, id))
  const status = useQuery({ ...applicationStatusQuery(org, id), enabled: !application.error })
  const environments = useQuery(environmentsQuery(org))
  const projects = useQuery(projectsQuery(org))
  const environment = environments.data?.find((each) => each.id === application.data?.environment.id)
  const project = projects.data?.find((each) => each.id === environment?.project.id)
  return { ...application, status: status.data, environment, project }
}

import type { Deployment } from '@fairlead/api/client'
import { useQueries, useQuery } from '@tanstack/react-query'
import { applicationsQuery, deploymentsQuery } from './applications.ts'

export interface LatestDeployments {
  readonly deployments: readonly Deployment[]
  readonly isPending: boolean
  readonly error: Error | null
}

/**
 * The latest deployments of all applications, newest first. The newest `count` are of at most `count` applications: of
 * those whose status changed last.
 */
export function useLatestDeployments(org: string, count: number): LatestDeployments {
  const { data: applications = [], isPending, error } = useQuery(applicationsQuery(org))
  const busiest = applications
    .flatMap(({ container, status }) =>
      status?.last_deployment_date === undefined
        ? []
        : [{ id: container.id, at: status.last_deployment_date }],
    )
    .toSorted((a, b) => b.at.localeCompare(a.at))
    .slice(0, count)
  return useQueries({
    queries: busiest.map(({ id }) => deploymentsQuery(org, id, 0, count)),
    combine: (results) => ({
      deployments: results
        .flatMap(({ data = [] }) => data)
        .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
        .slice(0, count),
      isPending: isPending || results.some((each) => each.isPending),
      error: error ?? results.find((each) => each.error)?.error ?? null,
    }),
  })
}

import { queryOptions } from '@tanstack/react-query'
import { api } from '../app/api.ts'

const RECHECK_MS = 30_000

/** Whether a cluster can be deployed to, asked of the cluster itself and again as long as somebody looks. */
export const clusterStatusQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['cluster-status', org, id],
    queryFn: ({ signal }) => api.clusters.status(org, id, { signal }),
    refetchInterval: RECHECK_MS,
    staleTime: RECHECK_MS,
  })

/** The least rights that Fairlead needs in a Kubernetes cluster; of one namespace, or of one for each environment. */
export const kubernetesRbacQuery = (namespace: string | undefined) =>
  queryOptions({
    queryKey: ['kubernetes-rbac', namespace ?? ''],
    queryFn: ({ signal }) => api.clusters.kubernetesRbac({ namespace, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

import { z } from 'zod'
import { flag, listOf } from '../fields.ts'
import { operation } from '../operation.ts'
import {
  cluster,
  clusterEditRequest,
  clusterRequest,
  clusterStatus,
  kubernetesRbac,
  label,
} from '../wire/cluster.ts'

const tag = 'Clusters'

const unverified = z.object({
  unverified: flag.optional().describe('`true` saves a Kubernetes cluster without asking it.'),
})

const CHECKS =
  'A Kubernetes cluster is checked first: when a finding is an error nothing is saved and the answer is 422 with all findings.'

export const listClusters = operation({
  id: 'listOrganizationCluster',
  method: 'GET',
  path: '/organization/{organizationId}/cluster',
  tag,
  summary: 'List the clusters (deploy targets) of an organization',
  permission: 'service:read',
  status: 200,
  answer: listOf(cluster),
  errors: ['organization.not_found'],
})

export const createCluster = operation({
  id: 'createCluster',
  method: 'POST',
  path: '/organization/{organizationId}/cluster',
  tag,
  summary: 'Add a cluster: Kubernetes, a Docker engine, or a Git folder that a GitOps controller follows',
  description: `The first cluster of an organization becomes its default. ${CHECKS}`,
  permission: 'organization:write',
  query: unverified,
  body: clusterRequest,
  status: 201,
  answer: cluster,
  errors: ['organization.not_found', 'name.taken', 'cluster.check_failed'],
})

export const getCluster = operation({
  id: 'getCluster',
  method: 'GET',
  path: '/organization/{organizationId}/cluster/{clusterId}',
  tag,
  summary: 'Get a cluster',
  permission: 'service:read',
  status: 200,
  answer: cluster,
  errors: ['cluster.not_found'],
})

export const editCluster = operation({
  id: 'editCluster',
  method: 'PUT',
  path: '/organization/{organizationId}/cluster/{clusterId}',
  tag,
  summary: 'Rename or describe a cluster, or change how a Kubernetes cluster is reached and used',
  description: `${CHECKS} The kind stays, and where environments run the namespace too.`,
  permission: 'organization:write',
  query: unverified,
  body: clusterEditRequest,
  status: 200,
  answer: cluster,
  errors: ['cluster.not_found', 'name.taken', 'cluster.conflict', 'cluster.check_failed'],
})

export const deleteCluster = operation({
  id: 'deleteCluster',
  method: 'DELETE',
  path: '/organization/{organizationId}/cluster/{clusterId}',
  tag,
  summary: 'Delete a cluster that no environment runs on',
  permission: 'organization:write',
  status: 204,
  errors: ['cluster.not_found', 'cluster.in_use'],
})

export const getClusterStatus = operation({
  id: 'getClusterStatus',
  method: 'GET',
  path: '/organization/{organizationId}/cluster/{clusterId}/status',
  tag,
  summary: 'Ask a cluster now whether it can be deployed to',
  permission: 'service:read',
  status: 200,
  answer: clusterStatus,
  errors: ['cluster.not_found', 'target.unreachable'],
})

export const getKubernetesRbac = operation({
  id: 'getKubernetesRbac',
  method: 'GET',
  path: '/fairlead/v1/kubernetes/rbac',
  tag,
  summary: 'Get the manifest of the least rights that Fairlead needs in a Kubernetes cluster',
  permission: 'any',
  query: z.object({
    namespace: label
      .optional()
      .describe('The one namespace of the cluster; absent: one for each environment, made by Fairlead.'),
  }),
  status: 200,
  answer: kubernetesRbac,
})

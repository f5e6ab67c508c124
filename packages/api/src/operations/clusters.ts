import { listOf } from '../fields.ts'
import { operation } from '../operation.ts'
import { cluster, clusterEditRequest, clusterRequest, clusterStatus } from '../wire/cluster.ts'

const tag = 'Clusters'

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
  summary: 'Add a cluster: a Docker engine, or a Git folder that a GitOps controller follows',
  description: 'The first cluster of an organization becomes its default.',
  permission: 'organization:write',
  body: clusterRequest,
  status: 201,
  answer: cluster,
  errors: ['organization.not_found', 'name.taken'],
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
  summary: 'Rename or describe a cluster; its target stays',
  permission: 'organization:write',
  body: clusterEditRequest,
  status: 200,
  answer: cluster,
  errors: ['cluster.not_found', 'name.taken'],
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

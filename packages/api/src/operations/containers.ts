import { z } from 'zod'
import { flag, listOf } from '../fields.ts'
import { operation } from '../operation.ts'
import { advancedSettings } from '../wire/advanced-settings.ts'
import { application } from '../wire/application.ts'
import { container, containerRequest, link } from '../wire/container.ts'
import { serviceStatus } from '../wire/status.ts'

const tag = 'Containers'

export const listApplications = operation({
  id: 'listApplications',
  method: 'GET',
  path: '/fairlead/v1/organization/{organizationId}/application',
  tag,
  summary: 'List every container of an organization with its place, its status and what should run of it',
  permission: 'service:read',
  status: 200,
  answer: listOf(application),
  errors: ['organization.not_found'],
})

export const listContainers = operation({
  id: 'listContainer',
  method: 'GET',
  path: '/environment/{environmentId}/container',
  tag,
  summary: 'List the containers of an environment',
  permission: 'service:read',
  status: 200,
  answer: listOf(container),
  errors: ['environment.not_found'],
})

export const createContainer = operation({
  id: 'createContainer',
  method: 'POST',
  path: '/environment/{environmentId}/container',
  tag,
  summary: 'Create a container; nothing runs until it is deployed',
  permission: 'service:write',
  body: containerRequest,
  status: 201,
  answer: container,
  errors: ['environment.not_found', 'name.taken'],
})

export const getContainer = operation({
  id: 'getContainer',
  method: 'GET',
  path: '/container/{containerId}',
  tag,
  summary: 'Get a container',
  permission: 'service:read',
  status: 200,
  answer: container,
  errors: ['container.not_found'],
})

export const editContainer = operation({
  id: 'editContainer',
  method: 'PUT',
  path: '/container/{containerId}',
  tag,
  summary: 'Edit a container; what runs stays as it is until the next deployment',
  permission: 'service:write',
  body: containerRequest,
  status: 200,
  answer: container,
  errors: ['container.not_found', 'name.taken', 'container.conflict'],
})

export const deleteContainer = operation({
  id: 'deleteContainer',
  method: 'DELETE',
  path: '/container/{containerId}',
  tag,
  summary: 'Take a container off its cluster, then forget it',
  description: 'The removal runs as a deployment: the status is DELETING until the container answers 404.',
  permission: 'service:write',
  query: z.object({
    force: flag
      .optional()
      .describe(
        '`true` forgets it without asking its cluster, for one that is gone: what may run there is left running.',
      ),
  }),
  status: 204,
  errors: ['container.not_found', 'container.busy'],
})

export const getContainerStatus = operation({
  id: 'getContainerStatus',
  method: 'GET',
  path: '/container/{containerId}/status',
  tag,
  summary: 'Get the status of a container',
  permission: 'service:read',
  status: 200,
  answer: serviceStatus,
  errors: ['container.not_found'],
})

export const listContainerStatuses = operation({
  id: 'getEnvironmentContainerStatus',
  method: 'GET',
  path: '/environment/{environmentId}/container/status',
  tag,
  summary: 'Get the status of each container of an environment',
  permission: 'service:read',
  status: 200,
  answer: listOf(serviceStatus),
  errors: ['environment.not_found'],
})

export const listContainerLinks = operation({
  id: 'listContainerLinks',
  method: 'GET',
  path: '/container/{containerId}/link',
  tag,
  summary: 'List the addresses that a container answers at',
  permission: 'service:read',
  status: 200,
  answer: listOf(link),
  errors: ['container.not_found'],
})

export const getRuntime = operation({
  id: 'getContainerRuntime',
  method: 'GET',
  path: '/fairlead/v1/container/{containerId}/runtime',
  tag,
  summary: 'Ask the cluster what runs of a container right now',
  permission: 'service:read',
  status: 200,
  answer: z.object({
    state: z.enum(['absent', 'starting', 'running', 'unhealthy', 'stopped', 'unknown']),
    running_instances: z.int(),
    digest: z.string().exactOptional(),
    deployment_id: z.string().exactOptional(),
    endpoints: z.array(z.object({ port: z.int(), url: z.string() })),
    message: z.string(),
    drift: z.array(z.string()).exactOptional(),
  }),
  errors: ['container.not_found', 'target.unreachable'],
})

export const getAdvancedSettings = operation({
  id: 'getContainerAdvancedSettings',
  method: 'GET',
  path: '/container/{containerId}/advancedSettings',
  tag,
  summary: 'Get the advanced settings of a container',
  permission: 'service:read',
  status: 200,
  answer: advancedSettings,
  errors: ['container.not_found'],
})

export const editAdvancedSettings = operation({
  id: 'editContainerAdvancedSettings',
  method: 'PUT',
  path: '/container/{containerId}/advancedSettings',
  tag,
  summary: 'Edit the advanced settings of a container',
  description:
    'Acted on from the next deployment on: deployment.update_strategy.type, security.service_account_name, security.automount_service_account_token, security.run_as_user, security.run_as_group, security.add_capabilities and security.read_only_root_filesystem. The others are kept and returned for the clients of the contract.',
  permission: 'service:write',
  body: advancedSettings,
  status: 201,
  answer: advancedSettings,
  errors: ['container.not_found', 'container.conflict'],
})

export const getDefaultAdvancedSettings = operation({
  id: 'getDefaultContainerAdvancedSettings',
  method: 'GET',
  path: '/defaultContainerAdvancedSettings',
  tag,
  summary: 'Get the advanced settings that a container has unless it says otherwise',
  permission: 'any',
  status: 200,
  answer: advancedSettings,
})

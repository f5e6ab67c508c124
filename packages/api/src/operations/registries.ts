import { z } from 'zod'
import { flag, imageName, listOf } from '../fields.ts'
import { operation } from '../operation.ts'
import { imageVersions } from '../wire/image.ts'
import {
  associatedService,
  availableRegistry,
  registry,
  registryEditRequest,
  registryRequest,
} from '../wire/registry.ts'
import { serviceStatus } from '../wire/status.ts'
import { check, checkStarted } from '../wire/verification.ts'

const tag = 'Container registries'

const unverified = z.object({
  unverified: flag.optional().describe('`true` saves the connection without asking the registry.'),
})

const savedEvents = { 'check-started': checkStarted, check, saved: registry } as const

const VERIFIES =
  'Proves the connection first. When a finding is an error nothing is saved and the answer is 422 with all findings. ' +
  'With `Accept: text/event-stream` each check is sent as it ends, then `saved` or `error`.'

export const listAvailableRegistries = operation({
  id: 'listAvailableContainerRegistry',
  method: 'GET',
  path: '/availableContainerRegistry',
  tag,
  summary: 'List the kinds of container registry that this server speaks, with their forms',
  permission: 'any',
  status: 200,
  answer: listOf(availableRegistry),
})

export const listRegistries = operation({
  id: 'listContainerRegistry',
  method: 'GET',
  path: '/organization/{organizationId}/containerRegistry',
  tag,
  summary: 'List the container registries of an organization',
  permission: 'registry:read',
  status: 200,
  answer: listOf(registry),
  errors: ['organization.not_found'],
})

export const createRegistry = operation({
  id: 'createContainerRegistry',
  method: 'POST',
  path: '/organization/{organizationId}/containerRegistry',
  tag,
  summary: 'Connect a container registry',
  description: VERIFIES,
  permission: 'registry:write',
  query: unverified,
  body: registryRequest,
  status: 201,
  answer: registry,
  events: savedEvents,
  errors: ['organization.not_found', 'name.taken', 'registry.verification_failed'],
})

export const getRegistry = operation({
  id: 'getContainerRegistry',
  method: 'GET',
  path: '/organization/{organizationId}/containerRegistry/{containerRegistryId}',
  tag,
  summary: 'Get a container registry, without its secrets',
  permission: 'registry:read',
  status: 200,
  answer: registry,
  errors: ['registry.not_found'],
})

export const editRegistry = operation({
  id: 'editContainerRegistry',
  method: 'PUT',
  path: '/organization/{organizationId}/containerRegistry/{containerRegistryId}',
  tag,
  summary: 'Edit a container registry',
  description: `${VERIFIES} Secrets that are left out stay, unless the address or another setting changes.`,
  permission: 'registry:write',
  query: unverified,
  body: registryEditRequest,
  status: 200,
  answer: registry,
  events: savedEvents,
  errors: ['registry.not_found', 'name.taken', 'registry.conflict', 'registry.verification_failed'],
})

export const deleteRegistry = operation({
  id: 'deleteContainerRegistry',
  method: 'DELETE',
  path: '/organization/{organizationId}/containerRegistry/{containerRegistryId}',
  tag,
  summary: 'Delete a container registry',
  description: 'Refused with `details.services` while services use it, unless forced.',
  permission: 'registry:write',
  query: z.object({ force: flag.optional().describe('`true` deletes it although services use it.') }),
  status: 204,
  errors: ['registry.not_found', 'registry.in_use'],
})

export const listRegistryImages = operation({
  id: 'getContainerVersions',
  method: 'GET',
  path: '/organization/{organizationId}/containerRegistry/{containerRegistryId}/images',
  tag,
  summary: 'List images by a part of their name, or the tags of one image',
  permission: 'registry:read',
  query: z.object({
    imageName: imageName.optional().describe('An image by its full name: its tags are answered.'),
    search: z.string().max(255).optional().describe('A part of the name: images are answered, without tags.'),
  }),
  status: 200,
  answer: listOf(imageVersions),
  errors: [
    'registry.not_found',
    'image.not_found',
    'operation.unsupported',
    'credential.refused',
    'credential.denied',
    'registry.unreachable',
    'registry.bad_answer',
    'registry.rate_limited',
  ],
})

export const listAssociatedServices = operation({
  id: 'getContainerRegistryAssociatedServices',
  method: 'GET',
  path: '/organization/{organizationId}/containerRegistry/{containerRegistryId}/associatedServices',
  tag,
  summary: 'List the services that use a container registry',
  permission: 'registry:read',
  status: 200,
  answer: listOf(associatedService),
  errors: ['registry.not_found'],
})

export const listRegistryContainerStatus = operation({
  id: 'getContainerRegistryContainerStatus',
  method: 'GET',
  path: '/organization/{organizationId}/containerRegistry/{containerRegistryId}/container/status',
  tag,
  summary: 'Get the status of each container that uses a container registry',
  permission: 'registry:read',
  status: 200,
  answer: listOf(serviceStatus),
  errors: ['registry.not_found'],
})

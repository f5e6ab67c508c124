import { z } from 'zod'
import { flag } from '../fields.ts'
import { operation } from '../operation.ts'
import { registry, registryImpact, rotationRequest } from '../wire/registry.ts'
import { check, checkStarted } from '../wire/verification.ts'

const tag = 'Container registries'
const REGISTRY = '/fairlead/v1/organization/{organizationId}/containerRegistry/{containerRegistryId}'

export const rotateRegistry = operation({
  id: 'rotateContainerRegistry',
  method: 'POST',
  path: `${REGISTRY}/rotate`,
  tag,
  summary: 'Replace the credential of a connection, tested on every image that runs from the old one',
  description:
    'The new credential is proved, also on the pinned digest of every image that runs; then it takes the place of the ' +
    'old one at once, which is kept for the grace time and restored by itself if pulls fail. When anything fails ' +
    'nothing changes and the answer is 422 with all findings. With `Accept: text/event-stream` each check is sent as ' +
    'it begins and ends, then `saved` or `error`.',
  permission: 'registry:write',
  body: rotationRequest,
  status: 200,
  answer: registry,
  events: { 'check-started': checkStarted, check, saved: registry },
  errors: ['registry.not_found', 'registry.conflict', 'rotation.unfinished', 'registry.verification_failed'],
})

export const undoRotation = operation({
  id: 'undoContainerRegistryRotation',
  method: 'POST',
  path: `${REGISTRY}/rotate/undo`,
  tag,
  summary: 'Restore the credential from before the rotation',
  description: 'It is restored untested; the new one is forgotten.',
  permission: 'registry:write',
  status: 200,
  answer: registry,
  errors: ['registry.not_found', 'rotation.none'],
})

export const endRotation = operation({
  id: 'endContainerRegistryRotation',
  method: 'POST',
  path: `${REGISTRY}/rotate/end`,
  tag,
  summary: 'Forget the credential from before the rotation before its grace time is over',
  permission: 'registry:write',
  status: 200,
  answer: registry,
  errors: ['registry.not_found', 'rotation.none'],
})

export const getRegistryImpact = operation({
  id: 'getContainerRegistryImpact',
  method: 'GET',
  path: `${REGISTRY}/impact`,
  tag,
  summary: 'Get what stops when the credential of a connection dies',
  permission: 'registry:read',
  query: z.object({
    probe: flag
      .optional()
      .describe('`true` asks the other connections, and nobody, for each image; else nothing is asked.'),
  }),
  status: 200,
  answer: registryImpact,
  errors: ['registry.not_found'],
})

import { z } from 'zod'
import { imageName, platform, wholeNumber } from '../fields.ts'
import { operation } from '../operation.ts'
import { imageDetails, imageTagPage, imageTags } from '../wire/image.ts'
import { registryDraftRequest, verifyRequest } from '../wire/registry.ts'
import { check, checkStarted, verification, verificationRecord } from '../wire/verification.ts'

const tag = 'Container registries'
const PREFIX = '/fairlead/v1/organization/{organizationId}/containerRegistry'

const verificationEvents = { 'check-started': checkStarted, check, verification } as const

const STREAMED =
  'What the registry answers is data: 200 either way. With `Accept: text/event-stream` each check is sent as it ' +
  'begins (`check-started`) and ends (`check`), then the whole (`verification`), or `error`.'

const READ_ERRORS = [
  'registry.not_found',
  'image.not_found',
  'credential.refused',
  'credential.denied',
  'registry.unreachable',
  'registry.bad_answer',
  'registry.rate_limited',
] as const

export const verifyDraft = operation({
  id: 'verifyContainerRegistryDraft',
  method: 'POST',
  path: `${PREFIX}/verify`,
  tag,
  summary: 'Prove a connection before it is saved',
  description: `Takes the body of create; the name may be left out. ${STREAMED}`,
  permission: 'registry:write',
  body: registryDraftRequest,
  status: 200,
  answer: verification,
  events: verificationEvents,
  errors: ['organization.not_found'],
})

export const verifyRegistry = operation({
  id: 'verifyContainerRegistry',
  method: 'POST',
  path: `${PREFIX}/{containerRegistryId}/verify`,
  tag,
  summary: 'Prove a saved connection again and keep the outcome',
  description: STREAMED,
  permission: 'registry:write',
  body: verifyRequest,
  status: 200,
  answer: verification,
  events: verificationEvents,
  errors: ['registry.not_found', 'secret.unreadable'],
})

export const getRegistryFindings = operation({
  id: 'getContainerRegistryFindings',
  method: 'GET',
  path: `${PREFIX}/{containerRegistryId}/findings`,
  tag,
  summary: 'Get the latest verification of a container registry, whole',
  description: '`verification` is null when the connection was saved unverified.',
  permission: 'registry:read',
  status: 200,
  answer: z.object({ verification: verification.nullable() }),
  errors: ['registry.not_found'],
})

export const listImageTags = operation({
  id: 'listContainerRegistryImageTags',
  method: 'GET',
  path: `${PREFIX}/{containerRegistryId}/tags`,
  tag,
  summary: 'List all tags of an image',
  permission: 'registry:read',
  query: z.object({ image_name: imageName.describe('Repository without the host, such as acme/app.') }),
  status: 200,
  answer: imageTags,
  errors: READ_ERRORS,
})

export const listImageTagPage = operation({
  id: 'listContainerRegistryImageTagPage',
  method: 'GET',
  path: `${PREFIX}/{containerRegistryId}/imageTags`,
  tag,
  summary: 'List the tags of an image, newest first where the registry can tell',
  description:
    'GitHub tells when each tag was pushed; of other kinds only names are known: `latest`, then versions from the highest, ' +
    'then the others by name. The first page begins the list; the following ones continue it for ten minutes.',
  permission: 'registry:read',
  query: z.object({
    image_name: imageName.describe('Repository without the host, such as acme/app.'),
    search: z.string().max(255).optional().describe('A part of the tag.'),
    page: wholeNumber.optional().describe('From 0.'),
    page_size: wholeNumber.optional().describe('Absent: 20; 100 at most.'),
  }),
  status: 200,
  answer: imageTagPage,
  errors: READ_ERRORS,
})

export const inspectImage = operation({
  id: 'inspectContainerRegistryImage',
  method: 'GET',
  path: `${PREFIX}/{containerRegistryId}/image`,
  tag,
  summary: 'Get digest, platforms, configuration and layers of an image',
  permission: 'registry:read',
  query: z.object({
    image_name: imageName.describe('Repository without the host, such as acme/app.'),
    reference: z.string().min(1).max(256).describe('A tag or a digest.'),
    platform: platform.optional().describe('Absent: the first one.'),
  }),
  status: 200,
  answer: imageDetails,
  errors: [...READ_ERRORS, 'image.platform_missing'],
})

export const listVerifications = operation({
  id: 'listContainerRegistryVerifications',
  method: 'GET',
  path: `${PREFIX}/{containerRegistryId}/verifications`,
  tag,
  summary: 'List the verifications of a container registry, newest first',
  description: 'The newest 200 are kept. `total` says how many there are.',
  permission: 'registry:read',
  query: z.object({
    page: wholeNumber.optional().describe('From 0.'),
    page_size: wholeNumber.optional().describe('Absent: 20; 100 at most.'),
  }),
  status: 200,
  answer: z.object({
    page: z.int(),
    page_size: z.int(),
    total: z.int(),
    results: z.array(verificationRecord),
  }),
  errors: ['registry.not_found'],
})

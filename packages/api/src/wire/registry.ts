import { REGISTRY_KINDS } from '@fairlead/core'
import { z } from 'zod'
import { description, id, name, platform, time } from '../fields.ts'

const text = z.string().max(4096)
/** A key of a service account is a JSON document of some kilobytes. */
const secret = z.string().max(65_536)

/** Public keys of `config`: they are returned. */
const publicConfig = {
  username: text,
  token_realm: text,
  region: text,
  access_key_id: text,
  role_arn: text,
  scaleway_access_key: text,
  scaleway_project_id: text,
  gcp_credentials_type: text,
  project_id: text,
  service_account_email: text,
  workload_identity_provider_resource: text,
  token_lifetime_seconds: z.int().min(1),
  azure_tenant_id: text,
  azure_subscription_id: text,
}

const secretConfig = {
  password: secret.describe('For GHCR: a personal access token (classic). Never returned.'),
  secret_access_key: secret,
  scaleway_secret_key: secret,
  json_credentials: secret,
}

const optionalKeys = <T extends Record<string, z.ZodType>>(shape: T) =>
  Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, schema.nullish()])) as {
    [K in keyof T]: z.ZodOptional<z.ZodNullable<T[K]>>
  }

const registryConfigRequest = z.object({
  ...optionalKeys(publicConfig),
  ...optionalKeys(secretConfig),
})

/** What to prove besides the credential itself. */
const verifyFields = {
  push: z.boolean().nullish().describe('Also prove that the credential may push.'),
  image: z
    .string()
    .max(512)
    .nullish()
    .describe('`owner/image[:tag]` to prove the pull with; absent: one that is visible.'),
  platform: platform.nullish().describe('A platform that the image must offer, such as linux/amd64.'),
}

export const registryRequest = z.object({
  name,
  kind: z.enum(REGISTRY_KINDS),
  description: description.nullish(),
  url: z.string().max(2048).nullish().describe('Absent where the kind has a fixed address.'),
  config: registryConfigRequest,
  ...verifyFields,
})

export const registryEditRequest = registryRequest.extend({
  version: z
    .int()
    .min(1)
    .nullish()
    .describe('The version that you read; the edit conflicts if it moved since.'),
})

/** A connection that is not saved, so that it needs no name. */
export const registryDraftRequest = registryRequest.extend({ name: name.nullish() })

export const verifyRequest = z.object(verifyFields).nullish()

const verificationSummary = z.object({
  ok: z.boolean(),
  checked_at: time,
  errors: z.int(),
  warnings: z.int(),
})

export const registry = z.object({
  id,
  created_at: time,
  updated_at: time,
  name: z.string(),
  kind: z.enum(REGISTRY_KINDS),
  description: z.string(),
  url: z.string(),
  associated_services_count: z.int(),
  config: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .describe('The settings without their secrets.'),
  version: z.int().describe('Grows with each save.'),
  verification: verificationSummary.nullable().describe('The latest one; null when it was saved unverified.'),
})

const formField = z.object({
  name: z.string(),
  label: z.string(),
  hint: z.string(),
  required: z.boolean(),
  secret: z.boolean(),
  link: z.string().exactOptional(),
})

export const availableRegistry = z.object({
  kind: z.enum(REGISTRY_KINDS),
  required_config: z.record(z.string(), z.unknown()).describe('The keys of `config` that must be given.'),
  is_mandatory: z.boolean(),
  title: z.string(),
  url: z.string().exactOptional(),
  url_hint: z.string().exactOptional(),
  fields: z.array(formField),
})

export const associatedService = z.object({
  project_id: id,
  project_name: z.string(),
  environment_id: id,
  environment_name: z.string(),
  service_id: id,
  service_name: z.string(),
  service_type: z.literal('CONTAINER'),
})

export const imageVersions = z.object({
  image_name: z.string(),
  versions: z.array(z.string()).describe('Tags; filled where the image name is given in full.'),
  visibility: z.enum(['public', 'private', 'internal']).exactOptional(),
  linked_repository: z.string().exactOptional(),
  updated_at: z.string().exactOptional(),
})

export const imageTags = z.object({ image_name: z.string(), tags: z.array(z.string()) })

export const imageDetails = z.object({
  image_name: z.string(),
  digest: z.string(),
  media_type: z.string(),
  size: z.int(),
  platforms: z.array(z.string()),
  manifest_digest: z.string(),
  config: z.object({
    platform: z.string(),
    created: z.string().exactOptional(),
    entrypoint: z.array(z.string()),
    command: z.array(z.string()),
    exposed_ports: z.array(z.string()),
    labels: z.record(z.string(), z.string()),
    user: z.string(),
  }),
  layers: z.array(z.object({ digest: z.string(), size: z.int(), media_type: z.string() })),
})

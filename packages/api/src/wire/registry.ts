import { REGISTRY_KINDS } from '@fairlead/core'
import { z } from 'zod'
import { fault } from '../fault.ts'
import { description, id, name, platform, time } from '../fields.ts'
import { finding } from './finding.ts'

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
  external_id: text,
  aws_credentials_type: text,
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

const registryConfigRequest = z
  .object({ ...optionalKeys(publicConfig), ...optionalKeys(secretConfig) })
  .catchall(z.unknown())
  .describe('The settings of the kind: the fields that `GET /availableContainerRegistry` names.')

/** As ContainerRegistry.transport; left out: as it is stored. */
const transportFields = {
  tls: z
    .object({
      ca_certificates: z
        .string()
        .max(1024 * 1024)
        .nullish()
        .describe('PEM certificates of authorities that are trusted for this registry too.'),
      skip_verify: z
        .boolean()
        .nullish()
        .describe('Take any certificate: whoever is on the way can read the credential. Audited.'),
    })
    .nullish()
    .describe('Left out: as it is stored. `null`: as everything else.'),
  proxy: z
    .object({
      url: z.string().max(2048).describe('`http://proxy.example.com:3128`, without a user name.'),
      username: text.nullish(),
      password: secret
        .nullish()
        .describe('Never returned. Left out: as stored, for the same proxy and user.'),
    })
    .nullish()
    .describe('Left out: as it is stored. `null`: none of its own.'),
  repository_prefix: z
    .string()
    .max(255)
    .nullish()
    .describe(
      'Repositories that the connection is for: `acme` means `acme` and all below it, an empty text all of the host. ' +
        'Left out: as it is stored; for a new connection of GitHub its container registry prefix, else all of the host.',
    ),
}

/** What to prove besides the credential itself. */
const verifyFields = {
  push: z.boolean().nullish().describe('Also prove that the credential may push.'),
  image: z
    .string()
    .max(512)
    .nullish()
    .describe('`owner/image[:tag]` to prove the pull with; absent: one that is visible.'),
  platform: platform.nullish().describe('A platform that the image must offer, such as linux/amd64.'),
  again: z
    .boolean()
    .nullish()
    .describe(
      'Ask with a credential that was refused a short time ago, too; else it is not shown again yet: an hour after the first refusal, up to a day after many.',
    ),
}

const statedExpiry = z
  .union(
    [z.iso.date(), z.iso.datetime({ offset: true })],
    fault('is neither a day nor a time', 'Write a day as 2027-01-31, or a time as 2027-01-31T12:00:00Z.'),
  )
  .nullish()

export const registryRequest = z.object({
  name,
  kind: z.enum(REGISTRY_KINDS),
  description: description.nullish(),
  url: z.string().max(2048).nullish().describe('Absent where the kind has a fixed address.'),
  config: registryConfigRequest,
  ...transportFields,
  expires_at: statedExpiry.describe(
    'When the credential ends, for vendors that do not tell: a day or a time. What the vendor tells wins. ' +
      'Left out of an edit: as it was, unless the login is another; `null`: not known.',
  ),
  ...verifyFields,
})

const version = z
  .int()
  .min(1)
  .nullish()
  .describe('The version that you read; the change conflicts if it moved since.')

export const rotationRequest = z.object({
  config: registryConfigRequest.describe(
    'The new secret, and what else of the login changes with it. What is left out stays; the address stays.',
  ),
  grace_hours: z
    .int()
    .min(0)
    .max(720)
    .default(24)
    .describe('How long the old login is kept to fall back on; 0 keeps none.'),
  version,
  expires_at: statedExpiry.describe(
    'When the new credential ends, for vendors that do not tell. Left out: not known, whatever was said of the old one.',
  ),
  ...verifyFields,
})

export const registryEditRequest = registryRequest.extend({ version })

/** A connection that is not saved, so that it needs no name. */
export const registryDraftRequest = registryRequest.extend({ name: name.nullish() })

export const verifyRequest = z.object(verifyFields).nullish()

const registryHealth = z
  .enum(['unverified', 'verified', 'warning', 'failing'])
  .describe('By the latest verification; `unverified`: saved without a proof, and not proved since.')

const verificationSummary = z.object({
  ok: z.boolean(),
  checked_at: time,
  errors: z.int(),
  warnings: z.int(),
  first_finding: finding
    .pick({ code: true, severity: true, summary: true })
    .nullable()
    .describe('The gravest of its findings; null when it has none.'),
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
  repository_prefix: z.string().describe('Repositories that the connection is for; empty: all of the host.'),
  tls: z.object({
    ca_certificates: z.string().nullable(),
    skip_verify: z.boolean().describe('Any certificate is taken.'),
  }),
  proxy: z.object({ url: z.string(), username: z.string().nullable() }).nullable(),
  rotation: z
    .object({
      rotated_at: time,
      previous_until: time.describe('When the old login is forgotten.'),
    })
    .nullable()
    .describe('While the login from before a rotation is kept to fall back on.'),
  verification: verificationSummary.nullable().describe('The latest one; null when it was saved unverified.'),
  health: registryHealth,
  expires_at: z
    .string()
    .nullable()
    .describe(
      'When its credential ends, as far as is known; null when it does not end, or that is not known.',
    ),
  stated_expires_at: z
    .string()
    .nullable()
    .describe('When its credential ends as somebody said it; what the vendor tells wins.'),
  next_verification_at: time.exactOptional().describe('When it is verified next by schedule.'),
})

const formField = z.object({
  name: z.string(),
  label: z.string(),
  hint: z.string(),
  required: z.boolean(),
  secret: z.boolean(),
  link: z.string().exactOptional(),
  placeholder: z.string().exactOptional(),
  pattern: z.string().exactOptional().describe('A JavaScript regular expression over the whole value.'),
  options: z.array(z.object({ value: z.string(), label: z.string() })).exactOptional(),
  multiline: z.boolean().exactOptional(),
})

const loginForm = z.object({
  id: z.string(),
  title: z.string(),
  hint: z.string(),
  fields: z.array(z.string()).describe('Names of the fields that this login takes.'),
  least_rights: z.array(z.string()).describe('Scopes, roles or permissions to pull with, and no more.'),
})

const preset = z.object({
  id: z.string(),
  title: z.string(),
  url_hint: z.string(),
  hint: z.string(),
  link: z.string(),
})

export const availableRegistry = z.object({
  kind: z.enum(REGISTRY_KINDS),
  required_config: z.record(z.string(), z.unknown()).describe('The keys of `config` that must be given.'),
  is_mandatory: z.boolean(),
  title: z.string(),
  url: z.string().exactOptional(),
  compatible_urls: z
    .array(z.string())
    .describe(
      'Addresses of further hosts that are taken for the kind, as the operator of this server lists them.',
    ),
  url_hint: z.string().exactOptional(),
  url_pattern: z.string().exactOptional().describe('A JavaScript regular expression over the whole address.'),
  fields: z.array(formField),
  logins: z.array(loginForm).describe('The ways to log in, the recommended one first.'),
  anonymous: z.boolean().describe('Whether it can be connected without a credential.'),
  steps: z.array(z.string()).describe('The way to a credential.'),
  presets: z.array(preset).describe('Products that are connected as this kind.'),
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

const clusterRef = z.object({ id, name: z.string() })

/** What stops when the credential of a connection dies. */
export const registryImpact = z.object({
  summary: z.string().describe('One sentence.'),
  expires_at: z
    .string()
    .nullable()
    .describe('When the credential ends; null when that is not known, or never.'),
  never_expires: z.boolean(),
  services: z.array(
    associatedService.extend({
      cluster: clusterRef.nullable(),
      running: z.boolean().describe('Whether it runs from the connection now.'),
    }),
  ),
  clusters: z.array(clusterRef),
  images: z.array(
    z.object({
      repository: z.string(),
      tag: z.string(),
      digest: z.string(),
      services: z.array(z.string()).describe('`project/environment/service` of those that run it.'),
      others: z
        .array(
          z.object({
            registry_id: id.nullable().describe('Null for nobody: anonymously.'),
            name: z.string(),
            pulls: z.enum(['yes', 'no', 'unknown']),
            because: z.string(),
          }),
        )
        .describe('Who else might pull it.'),
    }),
  ),
  next: z
    .array(
      z.object({
        what: z.enum(['deploy', 'restart', 'reschedule', 'scale']),
        fails: z.enum(['yes', 'no', 'sometimes']),
        sentence: z.string(),
      }),
    )
    .describe('What would fail next.'),
  probed: z.boolean().describe('Whether others were really asked for the images.'),
})

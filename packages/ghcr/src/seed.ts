import { Secret } from '@fairlead/core'
import { z } from 'zod'

const login = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?$/,
    'must be 1 to 39 letters, digits or inner hyphens',
  )
const repositoryName = z
  .string()
  .regex(/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/, 'must be the full name of a repository, "owner/name"')
const packageName = z
  .string()
  .regex(
    /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/,
    'must be a lower-case image name without its owner, such as "app" or "team/app"',
  )
const packageRole = z.enum(['read', 'write', 'admin'])
const moment = z.iso.datetime({ offset: true, error: 'must be an ISO 8601 date and time with its offset' })

export const UserSchema = z.strictObject({ login, name: z.string().nullable().optional() })

export const MemberSchema = z.strictObject({
  login,
  role: z.enum(['admin', 'member']).optional(),
  state: z.enum(['active', 'pending']).optional(),
})

export const OrganizationSchema = z.strictObject({
  login,
  name: z.string().nullable().optional(),
  members: z.array(MemberSchema).optional(),
  samlSso: z.boolean().optional(),
  forbidsClassicTokens: z.boolean().optional(),
  membersCanCreatePackages: z.boolean().optional(),
  memberPackageRole: z.enum(['none', 'read', 'write', 'admin']).optional(),
})

export const RepositorySchema = z.strictObject({
  owner: login,
  name: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/, 'must be 1 to 100 letters, digits, ".", "_" or "-"'),
  private: z.boolean().optional(),
})

export const PackageSchema = z.strictObject({
  owner: login,
  name: packageName,
  visibility: z.enum(['public', 'private', 'internal']).optional(),
  repository: repositoryName.nullable().optional(),
  inheritsAccess: z.boolean().optional(),
  collaborators: z.array(z.strictObject({ login, role: packageRole })).optional(),
  actionsAccess: z.array(z.strictObject({ repository: repositoryName, role: packageRole })).optional(),
})

const scopes = z.array(
  z
    .string()
    .regex(/^[a-z]+(?::[a-z_]+)*(?:_[a-z]+)*(?::[a-z_]+)?$/, 'must be a scope such as "read:packages"'),
)

export const TokenSchema = z.strictObject({
  name: z.string().min(1, 'must not be empty').max(200, 'must have at most 200 characters').optional(),
  kind: z.enum(['classic', 'fine-grained', 'oauth', 'actions', 'installation']).optional(),
  login,
  scopes: scopes.optional(),
  sso: z.array(login).optional(),
  repository: repositoryName.nullable().optional(),
  packages: z.enum(['none', 'read', 'write']).optional(),
  expiresAt: moment.nullable().optional(),
  value: z.union([z.instanceof(Secret), z.string().min(20, 'must have at least 20 characters')]).optional(),
})

export const TokenChangeSchema = z.strictObject({
  scopes: scopes.optional(),
  sso: z.array(login).optional(),
  expiresAt: moment.nullable().optional(),
})

const milliseconds = z.int().min(0).max(86_400_000)

export const SettingsSchema = z.strictObject({
  linkedPrivateNeedsRepo: z.boolean().optional(),
  publicPullNeedsScope: z.boolean().optional(),
  registryTokenTtlMs: z.int().min(1).max(86_400_000).optional(),
  apiRequestsPerHour: z.int().min(1).optional(),
  lockout: z
    .strictObject({ attempts: z.int().min(1), windowMs: milliseconds, durationMs: milliseconds })
    .nullable()
    .optional(),
})

/** What a new twin starts with. Applied again it creates what is missing and changes what it names. */
export const SeedSchema = z.strictObject({
  users: z.array(UserSchema).optional(),
  organizations: z.array(OrganizationSchema).optional(),
  repositories: z.array(RepositorySchema).optional(),
  packages: z.array(PackageSchema).optional(),
  tokens: z
    .array(
      TokenSchema.extend({
        name: z.string().min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
      }),
    )
    .optional(),
  settings: SettingsSchema.optional(),
})

export type TwinSeed = z.input<typeof SeedSchema>

import { z } from 'zod'

/** Only the fields that are used, and forgiving about the rest. https://docs.github.com/en/rest/packages/packages */

export const Account = z.object({ login: z.string(), type: z.string().optional() })
export type Account = z.infer<typeof Account>

export const Membership = z.object({ state: z.string(), role: z.string().optional() })
export type Membership = z.infer<typeof Membership>

export const Package = z.object({
  /** Without the owner: `app`, `team/app`. */
  name: z.string().min(1),
  visibility: z.enum(['public', 'private', 'internal']).optional().catch(undefined),
  updated_at: z.string().optional().catch(undefined),
  html_url: z.string().optional().catch(undefined),
  version_count: z.number().optional().catch(undefined),
  repository: z.object({ full_name: z.string(), private: z.boolean().optional() }).nullish().catch(undefined),
})
export type Package = z.infer<typeof Package>

export const Packages = z.array(Package)

const Tags = z
  .object({ container: z.object({ tags: z.array(z.string()) }).optional() })
  .optional()
  .catch(undefined)

export const Version = z
  .object({
    id: z.number(),
    name: z.string(),
    created_at: z.string().optional().catch(undefined),
    updated_at: z.string().optional().catch(undefined),
    metadata: Tags,
  })
  .transform(({ name, created_at, updated_at, metadata }) => ({
    /** Digest of the manifest. */
    digest: name,
    createdAt: created_at,
    updatedAt: updated_at,
    tags: metadata?.container?.tags ?? [],
  }))
export type Version = z.infer<typeof Version>

export const Versions = z.array(Version)

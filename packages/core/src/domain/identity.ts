/** Who asks: the holder of an API token. */
export interface Principal {
  readonly tokenId: string
  /** The token's name, kept as `requestedBy` of what it does. */
  readonly name: string
  /** Null for a token of the whole installation, such as the first-run administrator's. */
  readonly organizationId: string | null
  readonly role: Role
}

/**
 * `viewer` reads; `deployer` also deploys; `admin` does everything that a person does. `node` is for machines that pull
 * images: it is given the login of an image and nothing else.
 */
export type Role = 'admin' | 'deployer' | 'viewer' | 'node'

export type Permission =
  | 'organization:read'
  | 'organization:write'
  | 'registry:read'
  | 'registry:write'
  | 'service:read'
  | 'service:write'
  | 'service:deploy'
  | 'image:pull'

const GRANTS: Record<Role, readonly Permission[]> = {
  admin: [
    'organization:read',
    'organization:write',
    'registry:read',
    'registry:write',
    'service:read',
    'service:write',
    'service:deploy',
  ],
  deployer: ['organization:read', 'registry:read', 'service:read', 'service:write', 'service:deploy'],
  viewer: ['organization:read', 'registry:read', 'service:read'],
  // Only here: what a registry's login is, nobody reads but a machine that pulls with it.
  node: ['image:pull'],
}

export const mayDo = (role: Role, permission: Permission): boolean => GRANTS[role].includes(permission)

/** A stored API token: the token itself is not kept, only its SHA-256. */
export interface ApiToken {
  readonly id: string
  /** Null for a token of the whole installation. */
  readonly organizationId: string | null
  readonly name: string
  readonly role: Role
  /** Lower-case hexadecimal SHA-256 of the token. */
  readonly hash: string
  readonly createdAt: string
  readonly expiresAt: string | null
}

import type { ApiTokenAnswer, AuditAnswer, Me } from '@fairlead/api'
import { type ApiToken, type AuditEntry, mayDo, type Permission, type Principal } from '@fairlead/core'

const PERMISSIONS: readonly Permission[] = [
  'organization:read',
  'organization:write',
  'registry:read',
  'registry:write',
  'service:read',
  'service:write',
  'service:deploy',
  'image:pull',
]

export const toMe = ({ tokenId, name, organizationId, role }: Principal): Me => ({
  token_id: tokenId,
  name,
  organization_id: organizationId,
  role,
  permissions: PERMISSIONS.filter((permission) => mayDo(role, permission)),
})

/** Names every field that is answered, so that the hash cannot slip in. */
export const toApiToken = ({ id, createdAt, name, role, expiresAt }: ApiToken): ApiTokenAnswer => ({
  id,
  created_at: createdAt,
  name,
  role,
  expires_at: expiresAt,
})

export const toAudit = (entry: AuditEntry): AuditAnswer => ({
  id: entry.id,
  at: entry.at,
  actor: entry.actor,
  action: entry.action,
  target_type: entry.targetType,
  target_id: entry.targetId,
  target_name: entry.targetName,
})

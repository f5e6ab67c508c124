import type { ApiToken, Principal, Role } from '../domain/identity.ts'
import { AppError, invalidRequest } from '../errors.ts'
import type { AuditEntry, AuditFilter, Page } from '../ports/store.ts'
import type { Secret } from '../values/secret.ts'
import { maySee, theOrganization } from './access.ts'
import { audit } from './audit.ts'
import { type AppPorts, timestamp } from './ports.ts'

/** Who holds the token; undefined when it is unknown or has expired. */
export const authenticate =
  (ports: AppPorts) =>
  async (token: Secret): Promise<Principal | undefined> => {
    const stored = await ports.store.tokens.byHash(ports.hashApiToken(token))
    if (!stored || (stored.expiresAt !== null && stored.expiresAt <= timestamp(ports))) return undefined
    return { tokenId: stored.id, name: stored.name, organizationId: stored.organizationId, role: stored.role }
  }

/** The token itself is returned this once and never again. Throws `name.taken` and, for an end that is over, `request.invalid`. */
export const createApiToken =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    input: { readonly name: string; readonly role: Role; readonly expiresAt: string | null },
  ): Promise<{ readonly apiToken: ApiToken; readonly token: Secret }> => {
    await theOrganization(ports.store, who, organizationId)
    const createdAt = timestamp(ports)
    checkExpiry(input.expiresAt, createdAt)
    const { token, hash } = ports.newApiToken()
    const apiToken: ApiToken = { ...input, id: ports.newId(), organizationId, hash, createdAt }
    await ports.store.transaction(async (tx) => {
      await tx.tokens.insert(apiToken)
      await audit(ports, tx, who, entry('CREATE', organizationId, apiToken))
    })
    return { apiToken, token }
  }

/** A token that nobody can use is no token: who asks for one has another time in mind. */
function checkExpiry(expiresAt: string | null, now: string): void {
  if (expiresAt === null || expiresAt > now) return
  throw invalidRequest([
    {
      field: 'expires_at',
      problem: `is ${expiresAt}, which is over: it is ${now} here`,
      remedy: 'Give a later time, or leave it out for a token that does not expire.',
    },
  ])
}

export const listApiTokens =
  (ports: AppPorts) =>
  async (who: Principal, organizationId: string): Promise<readonly ApiToken[]> => {
    await theOrganization(ports.store, who, organizationId)
    return ports.store.tokens.listOf(organizationId)
  }

/** Revokes at once: the next request with it is refused. */
export const deleteApiToken =
  (ports: AppPorts) =>
  (who: Principal, organizationId: string, id: string): Promise<void> =>
    ports.store.transaction(async (tx) => {
      const apiToken = await tx.tokens.get(id)
      if (apiToken?.organizationId !== organizationId || !maySee(who, organizationId)) {
        throw new AppError(
          'api_token.not_found',
          `There is no API token ${id}, or this token may not see it.`,
        )
      }
      await tx.tokens.delete(id)
      await audit(ports, tx, who, entry('DELETE', organizationId, apiToken))
    })

/** Newest first. */
export const listAudit =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    page: Page,
    filter: AuditFilter = {},
  ): Promise<readonly AuditEntry[]> => {
    await theOrganization(ports.store, who, organizationId)
    return ports.store.audit.list(organizationId, page, filter)
  }

const entry = (action: string, organizationId: string, { id, name }: ApiToken) => ({
  organizationId,
  action,
  targetType: 'API_TOKEN',
  targetId: id,
  targetName: name,
})

import type { Principal } from '../domain/identity.ts'
import type { Organization } from '../domain/organization.ts'
import { AppError } from '../errors.ts'
import { maySee, theOrganization } from './access.ts'
import { audit } from './audit.ts'
import { type AppPorts, timestamp } from './ports.ts'

export interface OrganizationInput {
  readonly name: string
  readonly description: string | null
}

export const listOrganizations =
  (ports: AppPorts) =>
  async (who: Principal): Promise<readonly Organization[]> =>
    (await ports.store.organizations.list()).filter(({ id }) => maySee(who, id))

export const getOrganization =
  (ports: AppPorts) =>
  (who: Principal, id: string): Promise<Organization> =>
    theOrganization(ports.store, who, id)

/** Only a token of the whole installation makes organizations: another could not see what it made. */
export const createOrganization =
  (ports: AppPorts) =>
  async (who: Principal, input: OrganizationInput): Promise<Organization> => {
    if (who.organizationId !== null) {
      throw new AppError(
        'permission.denied',
        'Only an administrator of the installation creates organizations.',
      )
    }
    const now = timestamp(ports)
    const organization: Organization = { ...input, id: ports.newId(), createdAt: now, updatedAt: now }
    await ports.store.transaction(async (tx) => {
      await tx.organizations.insert(organization)
      await audit(ports, tx, who, entry('CREATE', organization))
    })
    return organization
  }

export const editOrganization =
  (ports: AppPorts) =>
  (who: Principal, id: string, input: OrganizationInput): Promise<Organization> =>
    ports.store.transaction(async (tx) => {
      const edited = { ...(await theOrganization(tx, who, id)), ...input, updatedAt: timestamp(ports) }
      await tx.organizations.save(edited)
      await audit(ports, tx, who, entry('UPDATE', edited))
      return edited
    })

/** Throws `organization.in_use` while it has projects, clusters or registries. */
export const deleteOrganization =
  (ports: AppPorts) =>
  (who: Principal, id: string): Promise<void> =>
    ports.store.transaction(async (tx) => {
      const organization = await theOrganization(tx, who, id)
      await tx.organizations.delete(id)
      await audit(ports, tx, who, entry('DELETE', organization))
    })

const entry = (action: string, { id, name }: Organization) => ({
  organizationId: id,
  action,
  targetType: 'ORGANIZATION',
  targetId: id,
  targetName: name,
})

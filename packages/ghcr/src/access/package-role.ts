import type { MemberRole, PackageRole, TwinOrganization, TwinPackage } from '../state/records.ts'
import type { TwinState } from '../state/twin-state.ts'

const RANK = { none: 0, read: 1, write: 2, admin: 3 } as const satisfies Record<'none' | PackageRole, number>
type Role = keyof typeof RANK

export const roleAllows = (role: Role, wanted: PackageRole): boolean => RANK[role] >= RANK[wanted]
const higher = (one: Role, other: Role): Role => (RANK[one] >= RANK[other] ? one : other)

export const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** Role of an active member; undefined for everyone else, invited ones included. */
export function membership(organization: TwinOrganization, login: string): MemberRole | undefined {
  const member = organization.members.find((candidate) => sameName(candidate.login, login))
  return member?.state === 'active' ? member.role : undefined
}

/** What a user may do with a package, the token's own limits left aside. */
export function packageRole(state: TwinState, login: string, target: TwinPackage): Role {
  if (sameName(target.owner, login)) return 'admin'
  const own = target.collaborators.find((candidate) => sameName(candidate.login, login))?.role ?? 'none'
  const everyone: Role = target.visibility === 'public' ? 'read' : 'none'
  const organization = state.organization.get(target.owner.toLowerCase())
  const member = organization && membership(organization, login)
  if (!organization || !member) return higher(own, everyone)
  if (member === 'admin') return 'admin'
  const internal: Role = target.visibility === 'internal' ? 'read' : 'none'
  return [everyone, internal, organization.memberPackageRole].reduce<Role>(higher, own)
}

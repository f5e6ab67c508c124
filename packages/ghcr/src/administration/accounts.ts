import { sameName } from '../access/package-role.ts'
import type { TwinMember, TwinOrganization } from '../state/records.ts'
import type { Draft, TwinState } from '../state/twin-state.ts'
import type { MemberInput, OrganizationInput, TwinAdministration } from './administration.ts'
import { refuse, requireOrganization, requireUser } from './refuse.ts'

type Accounts = Pick<
  TwinAdministration,
  | 'user'
  | 'users'
  | 'putUser'
  | 'deleteUser'
  | 'organization'
  | 'organizations'
  | 'putOrganization'
  | 'deleteOrganization'
  | 'putMember'
  | 'removeMember'
>

/** Users, organizations and memberships. Users and organizations share one space of names, as on GitHub. */
export function administerAccounts(
  state: TwinState,
  dropPackages: (owner: string) => Promise<void>,
): Accounts {
  return {
    user: (login) => state.user.get(login.toLowerCase()),
    users: () => [...state.user.values()],
    putUser: (input) =>
      state.commit((draft) => {
        const key = input.login.toLowerCase()
        if (state.organization.has(key)) taken(input.login, 'an organization')
        const before = state.user.get(key)
        const user = {
          id: before?.id ?? draft.nextId(),
          login: before?.login ?? input.login,
          name: input.name === undefined ? (before?.name ?? null) : input.name,
        }
        draft.put('user', key, user)
        return user
      }),
    deleteUser: async (login) => {
      if (!state.user.has(login.toLowerCase())) return false
      await dropPackages(login)
      return state.commit((draft) => {
        for (const [key, token] of state.token) if (sameName(token.login, login)) draft.delete('token', key)
        for (const [key, organization] of state.organization) {
          const members = organization.members.filter((member) => !sameName(member.login, login))
          if (members.length < organization.members.length) {
            draft.put('organization', key, { ...organization, members })
          }
        }
        deleteRepositories(state, draft, login)
        draft.delete('user', login.toLowerCase())
        return true
      })
    },
    organization: (login) => state.organization.get(login.toLowerCase()),
    organizations: () => [...state.organization.values()],
    putOrganization: (input) =>
      state.commit((draft) => {
        if (state.user.has(input.login.toLowerCase())) taken(input.login, 'a user')
        const organization = mergeOrganization(state, draft, input)
        draft.put('organization', input.login.toLowerCase(), organization)
        return organization
      }),
    deleteOrganization: async (login) => {
      if (!state.organization.has(login.toLowerCase())) return false
      await dropPackages(login)
      return state.commit((draft) => {
        deleteRepositories(state, draft, login)
        draft.delete('organization', login.toLowerCase())
        return true
      })
    },
    putMember: (login, input) =>
      state.commit((draft) => {
        const organization = existing(state, login)
        const before = organization.members.find((member) => sameName(member.login, input.login))
        const member = makeMember(state, 'login', input, before)
        const others = organization.members.filter((other) => other !== before)
        draft.put('organization', login.toLowerCase(), { ...organization, members: [...others, member] })
        return member
      }),
    removeMember: (login, memberLogin) =>
      state.commit((draft) => {
        const organization = existing(state, login)
        const members = organization.members.filter((member) => !sameName(member.login, memberLogin))
        if (members.length === organization.members.length) return false
        draft.put('organization', login.toLowerCase(), { ...organization, members })
        return true
      }),
  }
}

const taken = (login: string, by: string): never =>
  refuse('login', `is taken by ${by}: "${login}"`, 'Choose another login.')

function existing(state: TwinState, login: string): TwinOrganization {
  const key = requireOrganization(state, 'organization', login).toLowerCase()
  return state.organization.get(key) ?? refuse('organization', 'is gone', 'Create it again.')
}

function makeMember(state: TwinState, field: string, input: MemberInput, before?: TwinMember): TwinMember {
  return {
    login: requireUser(state, field, input.login),
    role: input.role ?? before?.role ?? 'member',
    state: input.state ?? before?.state ?? 'active',
  }
}

function mergeOrganization(state: TwinState, draft: Draft, input: OrganizationInput): TwinOrganization {
  const before = state.organization.get(input.login.toLowerCase())
  const members = input.members?.map((member, at) => makeMember(state, `members[${at}].login`, member))
  return {
    id: before?.id ?? draft.nextId(),
    login: before?.login ?? input.login,
    name: input.name === undefined ? (before?.name ?? null) : input.name,
    members: members ?? before?.members ?? [],
    samlSso: input.samlSso ?? before?.samlSso ?? false,
    forbidsClassicTokens: input.forbidsClassicTokens ?? before?.forbidsClassicTokens ?? false,
    membersCanCreatePackages: input.membersCanCreatePackages ?? before?.membersCanCreatePackages ?? true,
    memberPackageRole: input.memberPackageRole ?? before?.memberPackageRole ?? 'read',
  }
}

function deleteRepositories(state: TwinState, draft: Draft, owner: string): void {
  for (const [key, repository] of state.repository) {
    if (sameName(repository.owner, owner)) draft.delete('repository', key)
  }
}

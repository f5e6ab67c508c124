import type { z } from 'zod'
import { parseInput, refuse } from '../administration/refuse.ts'
import {
  MemberSchema,
  OrganizationSchema,
  PackageSchema,
  RepositorySchema,
  SeedSchema,
  SettingsSchema,
  TokenChangeSchema,
  TokenSchema,
  UserSchema,
} from '../seed.ts'
import { FaultSchema } from './fault-schema.ts'
import { type AdminCall, type AdminRoute, answer, deleted, found } from './route.ts'

const body = <S extends z.ZodType>(call: AdminCall, schema: S): z.output<S> =>
  parseInput(schema, call.body, 'body')

function id(call: AdminCall): number {
  const value = Number(call.param('id'))
  return Number.isSafeInteger(value) ? value : refuse('id', 'is not a number', 'Take an id of the list.')
}

const accounts: readonly AdminRoute[] = [
  { method: 'GET', path: '/users', handle: ({ twin }) => answer(twin.users()) },
  {
    method: 'POST',
    path: '/users',
    handle: async (call) => answer(await call.twin.putUser(body(call, UserSchema)), 201),
  },
  { method: 'GET', path: '/users/:login', handle: (call) => found(call.twin.user(call.param('login'))) },
  {
    method: 'DELETE',
    path: '/users/:login',
    handle: async (call) => deleted(await call.twin.deleteUser(call.param('login'))),
  },
  { method: 'GET', path: '/organizations', handle: ({ twin }) => answer(twin.organizations()) },
  {
    method: 'POST',
    path: '/organizations',
    handle: async (call) => answer(await call.twin.putOrganization(body(call, OrganizationSchema)), 201),
  },
  {
    method: 'GET',
    path: '/organizations/:login',
    handle: (call) => found(call.twin.organization(call.param('login'))),
  },
  {
    method: 'DELETE',
    path: '/organizations/:login',
    handle: async (call) => deleted(await call.twin.deleteOrganization(call.param('login'))),
  },
  {
    method: 'POST',
    path: '/organizations/:login/members',
    handle: async (call) =>
      answer(await call.twin.putMember(call.param('login'), body(call, MemberSchema)), 201),
  },
  {
    method: 'DELETE',
    path: '/organizations/:login/members/:member',
    handle: async (call) => deleted(await call.twin.removeMember(call.param('login'), call.param('member'))),
  },
]

const fullName = (call: AdminCall): string => `${call.param('owner')}/${call.param('name')}`

const packages: readonly AdminRoute[] = [
  { method: 'GET', path: '/repositories', handle: ({ twin }) => answer(twin.repositories()) },
  {
    method: 'POST',
    path: '/repositories',
    handle: async (call) => answer(await call.twin.putRepository(body(call, RepositorySchema)), 201),
  },
  {
    method: 'GET',
    path: '/repositories/:owner/:name',
    handle: (call) => found(call.twin.repository(fullName(call))),
  },
  {
    method: 'DELETE',
    path: '/repositories/:owner/:name',
    handle: async (call) => deleted(await call.twin.deleteRepository(fullName(call))),
  },
  { method: 'GET', path: '/packages', handle: ({ twin }) => answer(twin.packages()) },
  {
    method: 'POST',
    path: '/packages',
    handle: async (call) => answer(await call.twin.putPackage(body(call, PackageSchema)), 201),
  },
  {
    method: 'GET',
    path: '/packages/:owner/:name',
    handle: (call) => found(call.twin.package(call.param('owner'), call.param('name'))),
  },
  {
    method: 'GET',
    path: '/packages/:owner/:name/versions',
    handle: async (call) => answer(await call.twin.versions(call.param('owner'), call.param('name'))),
  },
  {
    method: 'DELETE',
    path: '/packages/:owner/:name',
    handle: async (call) => deleted(await call.twin.deletePackage(call.param('owner'), call.param('name'))),
  },
]

const tokens: readonly AdminRoute[] = [
  { method: 'GET', path: '/tokens', handle: ({ twin }) => answer(twin.tokens()) },
  {
    method: 'POST',
    path: '/tokens',
    handle: async (call) => {
      const { token, value } = await call.twin.createToken(body(call, TokenSchema))
      // The one answer in which a token is told.
      return answer({ ...token, value: value.reveal() }, 201)
    },
  },
  { method: 'GET', path: '/tokens/:id', handle: (call) => found(call.twin.token(id(call))) },
  {
    method: 'PATCH',
    path: '/tokens/:id',
    handle: async (call) => answer(await call.twin.updateToken(id(call), body(call, TokenChangeSchema))),
  },
  {
    method: 'POST',
    path: '/tokens/:id/revoke',
    handle: async (call) => answer(await call.twin.revokeToken(id(call))),
  },
  {
    method: 'POST',
    path: '/tokens/:id/expire',
    handle: async (call) => answer(await call.twin.expireToken(id(call))),
  },
  {
    method: 'PUT',
    path: '/tokens/:id/sso/:organization',
    handle: async (call) => answer(await call.twin.grantSso(id(call), call.param('organization'))),
  },
  {
    method: 'DELETE',
    path: '/tokens/:id/sso/:organization',
    handle: async (call) => answer(await call.twin.withdrawSso(id(call), call.param('organization'))),
  },
]

const behaviour: readonly AdminRoute[] = [
  { method: 'GET', path: '/settings', handle: ({ twin }) => answer(twin.settings()) },
  {
    method: 'PATCH',
    path: '/settings',
    handle: async (call) => answer(await call.twin.putSettings(body(call, SettingsSchema))),
  },
  { method: 'GET', path: '/faults', handle: ({ twin }) => answer(twin.faults()) },
  {
    method: 'POST',
    path: '/faults',
    handle: (call) => answer(call.twin.addFault(body(call, FaultSchema)), 201),
  },
  {
    method: 'DELETE',
    path: '/faults',
    handle: ({ twin }) => {
      twin.clearFaults()
      return { status: 204 }
    },
  },
  { method: 'DELETE', path: '/faults/:id', handle: (call) => deleted(call.twin.removeFault(id(call))) },
]

/** `/_twin`: everything an administrator can do, over HTTP. */
export const ADMIN_ROUTES: readonly AdminRoute[] = [
  { method: 'GET', path: '/state', handle: async ({ twin }) => answer(await twin.snapshot()) },
  {
    method: 'POST',
    path: '/seed',
    handle: async (call) => {
      const issued = await call.twin.applySeed(body(call, SeedSchema), 'update')
      return answer({
        tokens: Object.fromEntries([...issued].map(([name, value]) => [name, value.reveal()])),
      })
    },
  },
  ...accounts,
  ...packages,
  ...tokens,
  ...behaviour,
]

import type { ApiClient, Organization } from '@fairlead/api/client'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { CommandFailure } from '../failure.ts'
import type { Io } from '../io.ts'
import { pick } from '../names/pick.ts'
import { text } from '../options.ts'
import { readLogin } from './saved-login.ts'

/** Options of every command that talks to a server. */
export const organizationOption = {
  organization: text('NAME', 'Name or id of the organization, if the token may see more than one'),
}

interface Access {
  readonly url: string
  readonly token: string
  readonly organization: string | undefined
}

/** A connection to the server, in one organization. */
export interface Session {
  readonly api: ApiClient
  /** Address of the server. */
  readonly url: string
  readonly organization: Organization
  readonly signal: AbortSignal
}

/** The same server, written the same way. */
export const normalUrl = (url: string): string => URL.parse(url)?.href.replace(/\/+$/, '') ?? url

/** Where to go and as whom: from the environment, else from the saved login. Throws a failure when nobody is logged in. */
async function findAccess(env: Io['env']): Promise<Access> {
  const saved = await readLogin(env)
  const url = env.FAIRLEAD_URL ? normalUrl(env.FAIRLEAD_URL) : saved?.url
  // The saved token belongs to the server that it was saved with, and goes to no other.
  const token = env.FAIRLEAD_TOKEN || (saved && saved.url === url ? saved.token : undefined)
  // So does the saved organization: an id of one server means nothing to another, and another token may not see it.
  const usual = saved?.url === url && saved?.token === token ? saved?.organization : undefined
  if (url && token) return { url, token, organization: env.FAIRLEAD_ORGANIZATION || usual }
  const missing = url ? `There is no token for ${url}.` : 'Nobody is logged in.'
  throw new CommandFailure(EXIT.refused, 'login.missing', missing, {
    remedy: 'Log in: fairlead login URL, or set FAIRLEAD_URL and FAIRLEAD_TOKEN.',
  })
}

/** Opens the server that the person is logged in to. `organization` is a name or an id; absent, the usual one. */
export async function openSession(
  { io, signal }: Context,
  options: { readonly organization?: string | undefined },
): Promise<Session> {
  const access = await findAccess(io.env)
  // Loaded here: help and usage errors do without it, and come faster for it.
  const { createApiClient } = await import('@fairlead/api/client')
  const api = createApiClient({ baseUrl: access.url, token: access.token })
  const organization = pick({
    what: 'organization',
    plural: 'organizations',
    given: options.organization ?? access.organization,
    candidates: await api.organizations.list({ signal }),
    how: '--organization NAME',
  })
  return { api, url: access.url, organization, signal }
}

import { checkRepository } from '@fairlead/core'
import { repositoryScope } from '../spec/index.ts'
import type { Authorizer } from './authorizer.ts'
import { createCall } from './call.ts'
import type { Endpoint } from './endpoint.ts'
import type { Messenger, RegistryRequest } from './messenger.ts'
import { discard } from './transport.ts'
import type { RegistryClient } from './types.ts'

/** Proves the credential, as far as a registry lets one without asking for anything. */
export function createLogin(parts: {
  readonly endpoint: Endpoint
  readonly authorizer: Authorizer
  readonly messenger: Messenger
}): RegistryClient['authenticate'] {
  const { endpoint, authorizer, messenger } = parts
  return async (signal, access) => {
    if (access) checkRepository(access.repository)
    const call = createCall(signal)
    const scopes = access ? [repositoryScope(access.repository, ...access.actions)] : []
    const intent = access ? `${access.actions.join(' and ')} ${access.repository}` : 'log in'
    if (authorizer.scheme() === 'bearer') {
      // The token is the proof; what `/v2/` says to one for a repository is each registry's own affair.
      await authorizer.upfront({ scopes, intent }, call)
      return { scheme: 'bearer' }
    }
    const request: RegistryRequest = { method: 'GET', url: endpoint.at(''), scopes, intent, repeatable: true }
    const answer = await messenger.send(request, call)
    const scheme = authorizer.scheme()
    if (scheme === 'bearer') {
      discard(answer)
      return { scheme }
    }
    if (answer.status !== 200) throw messenger.failure(answer, request, call)
    discard(answer)
    return { scheme: scheme === 'unknown' ? 'none' : scheme }
  }
}

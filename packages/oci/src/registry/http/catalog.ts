import { RegistryFault } from '../fault.ts'
import { sendJson } from './answer.ts'
import type { Handler } from './call.ts'
import { cutPage, pageSize } from './paging.ts'

/** https://distribution.github.io/distribution/spec/api/#listing-repositories; not part of the OCI spec. */
export const listRepositories: Handler = async (call) => {
  const { storage, behaviour, route } = call
  if (behaviour.catalog === false) throw new RegistryFault('UNSUPPORTED', { status: 404 })
  const size = pageSize(route.query)
  const last = route.query.get('last')
  const names: string[] = []
  for await (const name of storage.repositories.list()) if (last === null || name > last) names.push(name)
  const { page, headers } = cutPage('/v2/_catalog', names, size)
  sendJson(call, { repositories: page }, headers)
}

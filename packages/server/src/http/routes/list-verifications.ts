import { operations, snakeKeys } from '@fairlead/api'
import { toPage } from '../mapping/page.ts'
import { route } from '../route.ts'

export const listVerifications = route(operations.listVerifications, async ({ who, params, query }, app) => {
  const page = toPage(query.page, query.page_size)
  const { organizationId, containerRegistryId } = params
  const { records, total } = await app.verificationHistory(who, organizationId, containerRegistryId, page)
  const results = records.map(({ id, at, trigger, health, durationMs, findings }) =>
    snakeKeys({ id, at, trigger, health, durationMs, findings }),
  )
  return { page: page.page, page_size: page.pageSize, total, results }
})

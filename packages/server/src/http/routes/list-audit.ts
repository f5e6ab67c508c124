import { operations } from '@fairlead/api'
import { toAudit } from '../mapping/access.ts'
import { toPage } from '../mapping/page.ts'
import { route } from '../route.ts'

export const listAudit = route(operations.listAudit, async ({ who, params, query }, app) => {
  const page = toPage(query.page, query.page_size)
  const { actor, action, target_type: targetType, target } = query
  const filter = { actor, action, targetType, target }
  const entries = await app.listAudit(who, params.organizationId, page, filter)
  return { page: page.page, page_size: page.pageSize, results: entries.map(toAudit) }
})

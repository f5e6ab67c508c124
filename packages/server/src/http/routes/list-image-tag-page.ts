import { operations, snakeKeys } from '@fairlead/api'
import { toPage } from '../mapping/page.ts'
import { route } from '../route.ts'

export const listImageTagPage = route(
  operations.listImageTagPage,
  async ({ who, params, query, signal }, app) => {
    const { organizationId, containerRegistryId } = params
    const page = toPage(query.page, query.page_size)
    const asked = { ...page, search: query.search ?? '' }
    const found = await app.listTagPage(
      who,
      organizationId,
      containerRegistryId,
      query.image_name,
      asked,
      signal,
    )
    return {
      page: page.page,
      page_size: page.pageSize,
      total: found.total,
      ...(found.note === undefined ? {} : { note: found.note }),
      results: found.tags.map((tag) => snakeKeys(tag)),
    }
  },
)

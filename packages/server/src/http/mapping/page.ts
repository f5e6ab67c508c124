import type { Page } from '@fairlead/core'

const USUAL_SIZE = 20
const LARGEST_SIZE = 100

/** A page from the texts of a query. */
export const toPage = (page: string | undefined, size: string | undefined): Page => ({
  page: Number(page ?? 0),
  pageSize: Math.min(Math.max(1, Number(size ?? USUAL_SIZE)), LARGEST_SIZE),
})

import { expect, test, vi } from 'vitest'
import { AppError } from '../errors.ts'
import { createTagListing } from './tag-listing.ts'

const { signal } = new AbortController()
const first = { page: 0, pageSize: 2 }

/** Tells two tags at a time: `t9` and `t8`, then `t7` and `t6`, … */
const telling = () =>
  vi.fn(async (from: string | undefined) => {
    const start = Number(from ?? 9)
    const tags = [start, start - 1].map((number) => ({ name: `t${number}`, digest: `sha256:${number}` }))
    return start > 1 ? { tags, next: String(start - 2) } : { tags }
  })
const NAMES = Array.from({ length: 10 }, (_, number) => `t${number}`)
const names = ({ tags }: { readonly tags: readonly { readonly name: string }[] }) =>
  tags.map(({ name }) => name)

test('asks no further than is looked at', async () => {
  const more = telling()
  const listing = createTagListing(NAMES, more)
  expect(await listing.page('', first, signal)).toEqual({
    tags: [
      { name: 't9', digest: 'sha256:9' },
      { name: 't8', digest: 'sha256:8' },
    ],
    total: 10,
  })
  expect(more).toHaveBeenCalledTimes(1)
  expect(names(await listing.page('', { page: 4, pageSize: 2 }, signal))).toEqual(['t1', 't0'])
  expect(more).toHaveBeenCalledTimes(5)
  expect(names(await listing.page('', { page: 2, pageSize: 2 }, signal))).toEqual(['t5', 't4'])
  expect(more).toHaveBeenCalledTimes(5)
})

test('a search ends where all that match are told', async () => {
  const more = telling()
  const found = await createTagListing(NAMES, more).page(' T7', first, signal)
  expect({ names: names(found), total: found.total }).toEqual({ names: ['t7'], total: 1 })
  expect(more).toHaveBeenCalledTimes(2)
})

test('two who look at once ask once', async () => {
  const more = telling()
  const listing = createTagListing(NAMES, more)
  const pages = await Promise.all([0, 1].map((page) => listing.page('', { page, pageSize: 2 }, signal)))
  expect(pages.flatMap(names)).toEqual(['t9', 't8', 't7', 't6'])
  expect(more).toHaveBeenCalledTimes(2)
})

test('names that are told nothing of come last, in their own order; a tag that is newer than the names is there', async () => {
  const more = async () => ({ tags: [{ name: 'new' }] })
  const listing = createTagListing(['1.0', '2.0'], more)
  expect(await listing.page('', { page: 0, pageSize: 9 }, signal)).toEqual({
    tags: [{ name: 'new' }, { name: '2.0' }, { name: '1.0' }],
    total: 3,
  })
})

test('where no more can be told the names are left, with the reason', async () => {
  const more = async () => {
    throw new AppError('registry.rate_limited', 'The rate limit is used up.')
  }
  const listing = createTagListing(['1.0', '2.0'], more)
  const expected = { tags: [{ name: '2.0' }, { name: '1.0' }], total: 2, note: 'The rate limit is used up.' }
  expect(await listing.page('', first, signal)).toEqual(expected)
  const silent = createTagListing(['1.0', '2.0'], undefined)
  expect(await silent.page('', first, signal)).toEqual({ tags: expected.tags, total: 2 })
})

test('a credential that is no good is told, and so is a question that was canceled', async () => {
  for (const code of ['credential.refused', 'operation.canceled'] as const) {
    const more = async () => {
      throw new AppError(code, 'No.')
    }
    await expect(createTagListing(['1.0'], more).page('', first, signal)).rejects.toMatchObject({ code })
  }
})

import { expect, test } from 'vitest'
import { nextPage } from '../../spec/index.ts'
import {
  codesOf,
  pushImage,
  type RunningRegistry,
  startRegistry,
  tickingClock,
} from '../testing/running-registry.ts'

async function withTags(
  names: readonly string[],
  behaviour: Parameters<typeof startRegistry>[0] = {},
): Promise<RunningRegistry> {
  const registry = await startRegistry({ clock: tickingClock(), ...behaviour })
  const { bytes } = await pushImage(registry.storage, 'acme/app')
  const { digest } = await registry.storage.manifests.put('acme/app', bytes, '')
  for (const name of names) await registry.storage.tags.put('acme/app', name, digest)
  return registry
}

async function page({ fetch }: RunningRegistry, address: string) {
  const answer = await fetch(address)
  const { tags } = (await answer.json()) as { tags: string[] }
  return { tags, next: nextPage(answer.headers.get('link')) }
}

async function pages(registry: RunningRegistry, first: string): Promise<string[][]> {
  const found: string[][] = []
  for (let address: string | undefined = first; address !== undefined; ) {
    const { tags, next } = await page(registry, address)
    found.push(tags)
    address = next
  }
  return found
}

const LIST = '/v2/acme/app/tags/list'

test('tags come in lexical order, whatever their case', async () => {
  const registry = await withTags(['b', 'C', 'a', 'B', '10', '9'])
  const answer = await registry.fetch(LIST)
  expect(await answer.json()).toEqual({ name: 'acme/app', tags: ['10', '9', 'a', 'B', 'b', 'C'] })
})

test('pages follow one another by their links, and the last has none', async () => {
  const registry = await withTags(['e', 'd', 'c', 'b', 'a'])
  expect(await pages(registry, `${LIST}?n=2`)).toEqual([['a', 'b'], ['c', 'd'], ['e']])
  expect(await pages(registry, `${LIST}?n=5`)).toEqual([['a', 'b', 'c', 'd', 'e']])
  expect(await page(registry, `${LIST}?n=2&last=b`)).toMatchObject({ tags: ['c', 'd'] })
  expect(await page(registry, `${LIST}?last=bb`)).toEqual({ tags: ['c', 'd', 'e'], next: undefined })
})

test('n=0 is an empty list without a link', async () => {
  const registry = await withTags(['a', 'b'])
  expect(await page(registry, `${LIST}?n=0`)).toEqual({ tags: [], next: undefined })
})

test.each(['-1', 'x', '1.5', '9'.repeat(30), ''])('n=%s is refused', async (n) => {
  const registry = await withTags(['a'])
  const answer = await registry.fetch(`${LIST}?n=${n}`)
  expect([answer.status, await codesOf(answer)]).toEqual([400, ['UNSUPPORTED']])
})

test('oldest first, in pages of the usual size, as ghcr.io lists them', async () => {
  const registry = await withTags(['z', 'm', 'a', 'Q'], {
    behaviour: { tagOrder: 'oldest-first', tagPageSize: 3, tagPageLimit: 3 },
  })
  expect(await pages(registry, LIST)).toEqual([['z', 'm', 'a'], ['Q']])
  expect(await pages(registry, `${LIST}?n=1000`)).toEqual([['z', 'm', 'a'], ['Q']])
  expect(await page(registry, `${LIST}?last=gone`)).toEqual({ tags: [], next: undefined })
})

test('a tag that moves keeps its age', async () => {
  const registry = await withTags(['first', 'second'], { behaviour: { tagOrder: 'oldest-first' } })
  const other = await pushImage(registry.storage, 'acme/app', 'other')
  const before = await registry.storage.tags.get('acme/app', 'first')
  const after = await registry.storage.tags.put('acme/app', 'first', other.digest)
  expect(after.createdAt).toBe(before?.createdAt)
  expect(after.updatedAt > after.createdAt).toBe(true)
  expect((await page(registry, LIST)).tags).toEqual(['first', 'second'])
})

test('tags that differ only in case are different tags', async () => {
  const registry = await withTags(['Release', 'release', 'RELEASE'])
  await registry.fetch('/v2/acme/app/manifests/release', { method: 'DELETE' })
  expect((await page(registry, LIST)).tags).toEqual(['RELEASE', 'Release'])
})

test('a repository without tags has an empty list, one that does not exist has none', async () => {
  const registry = await startRegistry()
  await pushImage(registry.storage, 'acme/app')
  expect((await page(registry, LIST)).tags).toEqual([])
  const absent = await registry.fetch('/v2/acme/absent/tags/list')
  expect([absent.status, await codesOf(absent)]).toEqual([404, ['NAME_UNKNOWN']])
})

test('the catalog lists repositories in pages', async () => {
  const registry = await startRegistry()
  for (const name of ['b/x', 'a', 'a/b', 'a-b']) await pushImage(registry.storage, name)
  const first = await registry.fetch('/v2/_catalog?n=3')
  expect(await first.json()).toEqual({ repositories: ['a', 'a-b', 'a/b'] })
  const second = await registry.fetch(nextPage(first.headers.get('link')) ?? '')
  expect(await second.json()).toEqual({ repositories: ['b/x'] })
})

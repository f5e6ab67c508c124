import type { ImageTagPage, Registry } from '@fairlead/api/client'
import { Skeleton, Table } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { TAGS_PER_PAGE, tagPageQuery } from '../../data/images.ts'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { TAG_COLUMNS, TagRow } from './tag-row.tsx'

interface TagListProps {
  readonly org: string
  readonly registry: Registry
  readonly image: string
  readonly search: string
  /** The first page, which says how many there are. */
  readonly first: ImageTagPage
}

/** Every tag of an image in one list: pages of it are asked for as they come into view. */
export function TagList({ org, registry, image, search, first }: TagListProps) {
  const [pages, setPages] = useState<readonly number[]>([0])
  const onRange = useCallback((from: number, to: number) => {
    const [one, last] = [from, to].map((row) => Math.floor(row / TAGS_PER_PAGE)) as [number, number]
    setPages((before) =>
      before[0] === one && before.at(-1) === last
        ? before
        : Array.from({ length: last - one + 1 }, (_, at) => one + at),
    )
  }, [])
  const answers = useQueries({
    queries: pages.map((page) => tagPageQuery(org, registry.id, image, search, page)),
  })
  const cells = useCallback(
    (index: number, resting: boolean) => {
      const page = Math.floor(index / TAGS_PER_PAGE)
      const answer = page === 0 ? first : answers[pages.indexOf(page)]?.data
      const tag = answer?.results[index % TAGS_PER_PAGE]
      return tag ? (
        <TagRow org={org} registry={registry} image={image} tag={tag} resting={resting} />
      ) : (
        <Table.Td colSpan={TAG_COLUMNS.length}>
          <Skeleton h={12} w="60%" />
        </Table.Td>
      )
    },
    [org, registry, image, first, pages, answers],
  )
  return (
    <VirtualTable
      label="Tags"
      columns={TAG_COLUMNS}
      count={first.total}
      rowHeight={46}
      minWidth={820}
      onRange={onRange}
      cells={cells}
    />
  )
}

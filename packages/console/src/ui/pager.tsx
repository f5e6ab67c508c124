import { Button, Group, Text } from '@mantine/core'
import { ChevronLeftIcon, ChevronRightIcon } from '@primer/octicons-react'

interface PagerProps {
  /** From 0. */
  readonly page: number
  readonly hasNext: boolean
  /** What is paged: `deliveries`. */
  readonly of: string
  readonly onPage: (page: number) => void
}

/** The way through a list that is asked for page by page; nothing where one page holds it all. */
export function Pager({ page, hasNext, of, onPage }: PagerProps) {
  if (page === 0 && !hasNext) return null
  return (
    <Group component="nav" aria-label={`Pages of ${of}`} gap="xs">
      <Button
        variant="default"
        size="xs"
        leftSection={<ChevronLeftIcon />}
        disabled={page === 0}
        onClick={() => onPage(page - 1)}
      >
        Newer
      </Button>
      <Text size="sm" aria-live="polite">
        Page {page + 1}
      </Text>
      <Button
        variant="default"
        size="xs"
        rightSection={<ChevronRightIcon />}
        disabled={!hasNext}
        onClick={() => onPage(page + 1)}
      >
        Older
      </Button>
    </Group>
  )
}

/** The page that an address names, from 0: a text that is none is the first. */
export const pageOf = (text: string | undefined): number => {
  const page = Number(text ?? '1')
  return Number.isSafeInteger(page) && page > 0 ? page - 1 : 0
}

/** How a page is written into an address; the first is not. */
export const pageText = (page: number): string => (page === 0 ? '' : String(page + 1))

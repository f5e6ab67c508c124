import { Button, Group, Text } from '@mantine/core'
import { SyncIcon } from '@primer/octicons-react'
import { useSearchState } from '../../data/use-search.ts'
import { SearchField } from '../../ui/search-field.tsx'

interface ListHeadProps {
  readonly label: string
  readonly placeholder: string
  /** How many there are. */
  readonly count: string
  readonly isFetching: boolean
  readonly onAgain: () => void
}

/** Above a list that the registry gave: the search in it, how much it is, and asking the registry anew. */
export function ListHead({ label, placeholder, count, isFetching, onAgain }: ListHeadProps) {
  const [{ search = '' }, setSearch] = useSearchState()
  return (
    <Group justify="space-between">
      <SearchField
        label={label}
        value={search}
        onSearch={(text) => setSearch({ search: text })}
        placeholder={placeholder}
      />
      <Group gap="sm">
        <Text size="sm" c="dimmed" role="status">
          {count}
        </Text>
        <Button variant="default" size="xs" leftSection={<SyncIcon />} loading={isFetching} onClick={onAgain}>
          Ask again
        </Button>
      </Group>
    </Group>
  )
}

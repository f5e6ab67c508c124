import type { Registry } from '@fairlead/api/client'
import { CloseButton, Group, Select, TextInput } from '@mantine/core'
import { SearchIcon } from '@primer/octicons-react'
import { useEffect, useState } from 'react'
import { useKindTitle } from '../../data/registry-kinds.ts'
import type { Search } from '../../data/use-search.ts'
import { SORTS, STATES, sortOf } from './list-state.ts'

interface RegistryFiltersProps {
  readonly registries: readonly Registry[]
  readonly search: Search
  readonly onChange: (change: Search) => void
}

/** What is searched for, and in which order; all of it lives in the address. */
export function RegistryFilters({ registries, search, onChange }: RegistryFiltersProps) {
  const kindTitle = useKindTitle()
  const [text, setText] = useState(search.search ?? '')
  // The back button and "Show all" change the address, not the field.
  useEffect(() => setText(search.search ?? ''), [search.search])
  const kinds = [...new Set(registries.map(({ kind }) => kind))]
  const count = (state: string) => registries.filter(({ health }) => health === state).length
  const find = (value: string) => {
    setText(value)
    onChange({ search: value })
  }
  return (
    <Group role="search" aria-label="Registries" gap="sm" align="flex-end">
      <TextInput
        label="Search"
        placeholder="Name, owner, address or finding"
        leftSection={<SearchIcon />}
        value={text}
        onChange={({ currentTarget }) => find(currentTarget.value)}
        rightSection={text !== '' && <CloseButton aria-label="Clear the search" onClick={() => find('')} />}
        style={{ flex: '4 1 280px' }}
      />
      <Select
        label="State"
        placeholder="Every state"
        data={Object.entries(STATES).map(([value, label]) => ({
          value,
          label: `${label} (${count(value)})`,
        }))}
        value={search.state ?? null}
        onChange={(state) => onChange({ state: state ?? undefined })}
        clearable
        clearButtonProps={{ 'aria-label': 'Show every state' }}
        style={{ flex: '1 1 140px' }}
      />
      <Select
        label="Type"
        placeholder="Every type"
        data={kinds.map((kind) => ({ value: kind, label: kindTitle(kind) }))}
        value={search.kind ?? null}
        onChange={(kind) => onChange({ kind: kind ?? undefined })}
        clearable
        clearButtonProps={{ 'aria-label': 'Show every type' }}
        style={{ flex: '1 1 170px' }}
      />
      <Select
        label="Sort by"
        data={Object.entries(SORTS).map(([value, label]) => ({ value, label }))}
        value={sortOf(search)}
        onChange={(sort) => onChange({ sort: sort === 'state' || sort === null ? undefined : sort })}
        allowDeselect={false}
        style={{ flex: '1 1 170px' }}
      />
    </Group>
  )
}

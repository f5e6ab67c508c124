import type { Application } from '@fairlead/api/client'
import { Button, Group, Select, TextInput } from '@mantine/core'
import { SearchIcon } from '@primer/octicons-react'
import { useEffect, useMemo, useState } from 'react'
import type { Search } from '../../data/use-search.ts'
import { type Filters, filterChoices } from './filter-applications.ts'

const SELECTS = [
  { name: 'project', label: 'Project' },
  { name: 'environment', label: 'Environment' },
  { name: 'state', label: 'State' },
  { name: 'registry', label: 'Registry' },
] as const

const NAMES = ['q', ...SELECTS.map(({ name }) => name)] as const

interface ApplicationFiltersProps {
  readonly applications: readonly Application[]
  readonly filters: Filters
  readonly onChange: (change: Search) => void
}

/** Narrows the list down; what is chosen stands in the address. */
export function ApplicationFilters({ applications, filters, onChange }: ApplicationFiltersProps) {
  const choices = useMemo(() => filterChoices(applications), [applications])
  const [text, setText] = useState(filters.q ?? '')
  // The back button and "Clear" change the address, not the field.
  useEffect(() => setText(filters.q ?? ''), [filters.q])
  const isFiltered = NAMES.some((name) => filters[name])
  return (
    <Group role="search" aria-label="Applications" align="flex-end" gap="sm">
      <TextInput
        label="Search"
        placeholder="Name, image or place"
        leftSection={<SearchIcon />}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value)
          onChange({ q: currentTarget.value })
        }}
        flex="1 1 220px"
      />
      {SELECTS.map(({ name, label }) => (
        <Select
          key={name}
          label={label}
          placeholder="All"
          data={choices[name]}
          value={filters[name] ?? null}
          onChange={(value) => onChange({ [name]: value ?? '' })}
          clearable
          clearButtonProps={{ 'aria-label': `All of ${label.toLowerCase()}` }}
          searchable={choices[name].length > 10}
          limit={100}
          flex="1 1 150px"
        />
      ))}
      {isFiltered && (
        <Button
          variant="subtle"
          onClick={() => onChange({ q: '', project: '', environment: '', state: '', registry: '' })}
        >
          Clear
        </Button>
      )}
    </Group>
  )
}

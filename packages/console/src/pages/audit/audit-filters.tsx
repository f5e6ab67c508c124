import { Button, Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useRef } from 'react'
import { actionOptions, targetOptions } from '../../data/audit-words.ts'
import { type Search, useSearchState } from '../../data/use-search.ts'

const TYPING_MS = 250
const NOTHING = { actor: '', action: '', targetType: '', target: '', page: '' }

/** What the trail is filtered by; all of it stands in the address, and the server filters. */
export function AuditFilters() {
  const [{ actor = '', action, targetType, target = '' }, setSearch] = useSearchState()
  const form = useRef<HTMLFormElement>(null)
  const change = (next: Search) => setSearch({ ...next, page: '' })
  const changeSoon = useDebouncedCallback(change, TYPING_MS)
  const clear = () => {
    form.current?.reset()
    setSearch(NOTHING)
  }
  return (
    <search aria-label="Filter the audit trail">
      <form ref={form} onSubmit={(event) => event.preventDefault()}>
        <Group align="flex-end" gap="sm">
          <TextInput
            label="Who"
            placeholder="Part of a name"
            defaultValue={actor}
            onChange={(event) => changeSoon({ actor: event.currentTarget.value })}
            flex="1 1 160px"
          />
          <Select
            label="Action"
            placeholder="Any"
            data={actionOptions(action)}
            value={action ?? null}
            onChange={(value) => change({ action: value ?? '' })}
            searchable
            clearable
            flex="1 1 160px"
          />
          <Select
            label="Kind of target"
            placeholder="Any"
            data={targetOptions(targetType)}
            value={targetType ?? null}
            onChange={(value) => change({ targetType: value ?? '' })}
            searchable
            clearable
            flex="1 1 160px"
          />
          <TextInput
            label="Target"
            placeholder="Part of a name, or an id"
            defaultValue={target}
            onChange={(event) => changeSoon({ target: event.currentTarget.value })}
            flex="1 1 160px"
          />
          {(actor || action || targetType || target) && (
            <Button variant="default" onClick={clear}>
              Clear filters
            </Button>
          )}
        </Group>
      </form>
    </search>
  )
}

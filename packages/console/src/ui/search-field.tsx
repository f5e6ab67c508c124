import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { SearchIcon } from '@primer/octicons-react'
import { useEffect, useState } from 'react'

interface SearchFieldProps {
  readonly label: string
  readonly value: string
  /** Hears what is searched for when the typing rests. */
  readonly onSearch: (text: string) => void
  readonly placeholder?: string
}

/** A field to search with, whose text lives in the address. */
export function SearchField({ label, value, onSearch, placeholder = label }: SearchFieldProps) {
  const [text, setText] = useState(value)
  const [told, setTold] = useState(value)
  const search = useDebouncedCallback((next: string) => {
    setTold(next)
    onSearch(next)
  }, 250)
  // The back button, or a link, changed the address.
  useEffect(() => {
    if (value === told) return
    setTold(value)
    setText(value)
  }, [value, told])
  const change = (next: string) => {
    setText(next)
    search(next)
  }
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={placeholder}
      leftSection={<SearchIcon />}
      rightSection={
        text && <CloseButton size="sm" aria-label="Clear the search" onClick={() => change('')} />
      }
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      w={{ base: '100%', sm: 320 }}
    />
  )
}

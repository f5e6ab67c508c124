import type { AvailableRegistry } from '@fairlead/api/client'
import { Text, TextInput } from '@mantine/core'
import { SearchIcon } from '@primer/octicons-react'
import { useState } from 'react'
import { type Recognised, recognise } from './recognise.ts'

interface RecogniseFieldProps {
  readonly kinds: readonly AvailableRegistry[]
  readonly onRecognise: (found: Recognised) => void
}

/** Fills the form from an image or an address that somebody has at hand. */
export function RecogniseField({ kinds, onRecognise }: RecogniseFieldProps) {
  const [found, setFound] = useState<Recognised>()
  const title = kinds.find(({ kind }) => kind === found?.kind)?.title ?? ''
  return (
    <div>
      <TextInput
        label="Paste an image or an address"
        description="The type and what else it tells are filled in. Leave it empty to choose yourself."
        placeholder="ghcr.io/acme/app:1.4"
        leftSection={<SearchIcon />}
        autoComplete="off"
        spellCheck={false}
        onChange={({ currentTarget: { value } }) => {
          const next = recognise(value, kinds)
          setFound(next)
          if (next) onRecognise(next)
        }}
      />
      <Text role="status" size="sm" c="dimmed" mt={4}>
        {found && `Recognised: ${describe(found, title)}.`}
      </Text>
    </div>
  )
}

const describe = ({ username, url, image }: Recognised, title: string): string =>
  [title, url && `at ${url}`, username && `with the prefix ${username}`, image && `tested with ${image}`]
    .filter(Boolean)
    .join(', ')

import type { AvailableRegistry } from '@fairlead/api/client'
import { Select, TextInput } from '@mantine/core'
import type { RegistryFormType } from './form.ts'

interface AddressFieldProps {
  readonly form: RegistryFormType
  readonly kind: AvailableRegistry
  /** As the form holds it now. */
  readonly url: string
  /** What the chosen product's address looks like. */
  readonly hint?: string | undefined
}

/** Where the registry is: typed, or chosen where the kind has an address of its own and there are others like it. */
export function AddressField({ form, kind, url, hint = kind.url_hint }: AddressFieldProps) {
  const key = form.key('url')
  const input = { label: 'Address', ...form.getInputProps('url') }
  if (kind.url === undefined)
    return (
      <TextInput
        key={key}
        {...input}
        description={hint}
        placeholder="https://registry.example.com"
        autoComplete="off"
        spellCheck={false}
      />
    )
  // One that is stored, or that a link gave, is shown even where it is no longer listed.
  const choices = new Set([kind.url, ...kind.compatible_urls, ...(url === '' ? [] : [url])])
  if (choices.size === 1) return null
  return (
    <Select
      key={key}
      {...input}
      description={`${kind.url}, or a host that this server takes for one like it.`}
      placeholder={kind.url}
      allowDeselect={false}
      data={[...choices]}
    />
  )
}

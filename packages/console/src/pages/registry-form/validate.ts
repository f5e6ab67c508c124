import type { AvailableRegistry } from '@fairlead/api/client'
import { fieldsOf, needsSecret, type RegistryValues } from './values.ts'

interface Asked {
  readonly kind: AvailableRegistry
  readonly login: string
  /** Names of the secrets that stay when nothing is typed. */
  readonly kept: readonly string[]
}

const matches = (pattern: string | undefined, value: string): boolean =>
  pattern === undefined || new RegExp(`^(?:${pattern})$`).test(value)

/** What can be known to be wrong before the server is asked, by the paths of the fields. */
export function faultsOf({ kind, login, kept }: Asked, values: RegistryValues): Record<string, string> {
  const faults: Record<string, string> = {}
  if (values.name.trim() === '') faults.name = 'Give the connection a name, such as ghcr-acme.'
  const url = values.url.trim()
  if (url !== '' && kind.url === undefined && !matches(kind.url_pattern, url))
    faults.url = `This is not an address of this type. ${kind.url_hint ?? ''}`.trim()
  for (const field of fieldsOf(kind, login)) {
    const value = (values.config[field.name] ?? '').trim()
    const path = `config.${field.name}`
    const isKept = kept.includes(field.name)
    if (value === '' && !isKept && (field.required || needsSecret(kind, login, field)))
      faults[path] = `Enter the ${field.label.toLowerCase()}. ${field.hint}`
    else if (value !== '' && !matches(field.pattern, value))
      faults[path] =
        `This does not have the right form.${field.placeholder ? ` It looks like ${field.placeholder}.` : ''}`
  }
  return faults
}

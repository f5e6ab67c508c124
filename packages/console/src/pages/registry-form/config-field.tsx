import { PasswordInput, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { OutsideLink } from '../../ui/link.tsx'
import type { RegistryFormType } from './form.ts'
import type { Field } from './values.ts'

interface ConfigFieldProps {
  readonly form: RegistryFormType
  readonly field: Field
  readonly required: boolean
  /** A secret that stays as it is stored when none is typed. */
  readonly kept?: boolean
}

const hostOf = (link: string): string => URL.parse(link)?.host ?? link

/** One setting of a kind as its provider declares it: label, hint, the page where it is had, format. */
export function ConfigField({ form, field, required, kept = false }: ConfigFieldProps) {
  const path = `config.${field.name}`
  const common = {
    label: field.label,
    description: <Hint field={field} kept={kept} />,
    required,
    placeholder: kept ? 'Kept as it is stored' : (field.placeholder ?? ''),
    autoComplete: 'off',
    spellCheck: false,
    ...form.getInputProps(path),
  }
  if (field.options && !field.secret) {
    const data = field.options.map(({ value, label }) => ({ value, label }))
    return <Select key={form.key(path)} {...common} data={data} clearable allowDeselect />
  }
  // What is typed into a secret never becomes an attribute of the document.
  const unseen = { ...common, defaultValue: '', 'data-1p-ignore': true }
  if (field.multiline)
    return (
      <Textarea
        key={form.key(path)}
        {...(field.secret ? unseen : common)}
        rows={5}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
    )
  if (field.secret)
    return (
      <PasswordInput
        key={form.key(path)}
        {...unseen}
        visibilityToggleButtonProps={{ 'aria-label': `Show ${field.label}` }}
        visibilityToggleFocusable
      />
    )
  return <TextInput key={form.key(path)} {...common} />
}

function Hint({ field, kept }: { readonly field: Field; readonly kept: boolean }) {
  return (
    <Stack component="span" gap={2}>
      {kept && (
        <Text span inherit fw={600}>
          Kept unless you type a new one.
        </Text>
      )}
      <span>{field.hint}</span>
      {field.link && (
        <span>
          <OutsideLink href={field.link}>
            {field.secret ? `Make one on ${hostOf(field.link)}` : `Find it on ${hostOf(field.link)}`}
            {describeScopes(field.link)}
          </OutsideLink>
        </span>
      )}
    </Stack>
  )
}

/** The scopes that the page will have ticked. */
function describeScopes(link: string): string {
  const scopes = URL.parse(link)?.searchParams.get('scopes')?.split(',') ?? []
  return scopes.length === 0 ? '' : ` with ${scopes.join(' and ')} ticked`
}

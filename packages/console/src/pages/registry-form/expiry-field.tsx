import { TextInput } from '@mantine/core'
import type { RegistryFormType } from './form.ts'

interface ExpiryFieldProps {
  readonly form: RegistryFormType
  readonly label: string
  readonly description: string
}

/** The day on which a credential ends, as somebody says it. */
export const ExpiryField = ({ form, label, description }: ExpiryFieldProps) => (
  <TextInput
    type="date"
    // Without it the year may have six digits.
    max="9999-12-31"
    label={label}
    description={description}
    key={form.key('expires_at')}
    {...form.getInputProps('expires_at')}
  />
)

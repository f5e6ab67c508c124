import { useForm } from '@mantine/form'
import { formFaults } from './application-faults.ts'
import type { ApplicationValues } from './application-values.ts'

/** The form of an application. `onChange` hears that something else stands in it. */
export const useApplicationForm = (initialValues: ApplicationValues, onChange: () => void) =>
  useForm({ initialValues, validate: formFaults, onValuesChange: onChange })

export type ApplicationForm = ReturnType<typeof useApplicationForm>

export interface FieldsProps {
  readonly form: ApplicationForm
}

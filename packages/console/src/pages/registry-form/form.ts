import { ApiError } from '@fairlead/api/client'
import { useForm } from '@mantine/form'
import type { RegistryValues } from './values.ts'

interface Watch {
  readonly initial: RegistryValues
  readonly onChange: (values: RegistryValues) => void
  readonly faults: (values: RegistryValues) => Record<string, string>
}

/** The fields' values and faults. */
export const useFields = ({ initial, onChange, faults }: Watch) =>
  useForm({ mode: 'uncontrolled', initialValues: initial, onValuesChange: onChange, validate: faults })

export type RegistryFormType = ReturnType<typeof useFields>

const PATHS =
  /^(?:name|description|url|config\.\w+|repository_prefix|expires_at|tls\.ca_certificates|proxy\.\w+|image)$/

/** Fields that are below "Advanced". */
export const isAdvanced = (path: string): boolean =>
  /^(?:repository_prefix|expires_at|tls\.|proxy\.|image$)/.test(path)

/** Whether the fields themselves show all that an error says. */
export const isPlaced = (error: unknown): boolean =>
  error instanceof ApiError && error.issues.length > 0 && error.issues.every(({ field }) => PATHS.test(field))

/** Puts what the server says about fields where the fields are. */
export function placeIssues(form: RegistryFormType, { issues }: ApiError): void {
  for (const { field, problem, remedy } of issues)
    if (PATHS.test(field)) form.setFieldError(field, `This ${problem}. ${remedy}`)
}

/** Brings whoever types to the first field that is at fault. */
export function focusFault(form: RegistryFormType, paths: readonly string[]): void {
  const nodes = paths.flatMap((path) => form.getInputNode(path) ?? [])
  const [first] = nodes.sort((a, b) =>
    a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
  )
  // What is folded up is opened in the same moment, and takes the focus only then.
  requestAnimationFrame(() => first?.focus())
}

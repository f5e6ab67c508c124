import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { Failure } from './failure.tsx'
import { faultsOf } from './field-issues.ts'

export interface NameAndDescription {
  name: string
  description: string
}

interface NameAndDescriptionFormProps {
  readonly initial: NameAndDescription
  /** What the button says. */
  readonly submit: string
  readonly failed: string
  /** Why it cannot be saved; then the fields cannot be changed either. */
  readonly disabled?: boolean
  readonly onSubmit: (values: NameAndDescription) => Promise<unknown>
  readonly onCancel?: (() => void) | undefined
}

const FIELDS = ['name', 'description']

/** The two fields that most things have, with the server's faults at them. */
export function NameAndDescriptionForm(props: NameAndDescriptionFormProps) {
  const { initial, submit, failed, disabled = false, onSubmit, onCancel } = props
  const form = useForm<NameAndDescription>({
    mode: 'uncontrolled',
    initialValues: initial,
    validate: { name: (name) => (name.trim() === '' ? 'Give it a name.' : null) },
  })
  const save = useMutation({
    mutationFn: ({ name, description }: NameAndDescription) =>
      onSubmit({ name: name.trim(), description: description.trim() }),
    onError: (error) => form.setErrors(faultsOf(error, FIELDS).fields),
  })
  const { rest } = faultsOf(save.error, FIELDS)
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} autoComplete="off" noValidate>
      <Stack>
        <TextInput
          label="Name"
          data-autofocus
          disabled={disabled}
          key={form.key('name')}
          {...form.getInputProps('name')}
        />
        <Textarea
          label="Description"
          autosize
          minRows={2}
          disabled={disabled}
          key={form.key('description')}
          {...form.getInputProps('description')}
        />
        {rest !== undefined && <Failure title={failed} error={rest} />}
        {!disabled && (
          <Group justify="flex-end">
            {onCancel && (
              <Button variant="default" onClick={onCancel}>
                Cancel
              </Button>
            )}
            <Button type="submit" loading={save.isPending}>
              {submit}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  )
}

import { Alert, Group, JsonInput, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { InfoIcon } from '@primer/octicons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { advancedSettingsQuery } from '../../data/applications.ts'
import { useOrg } from '../../data/use-org.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Failure } from '../../ui/failure.tsx'
import { told } from '../../ui/told.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { useLeaveGuard } from './use-leave-guard.tsx'

interface AdvancedSettingsFormProps {
  readonly applicationId: string
}

/** The settings that the contract's clients know by long names, as the text that they are. */
export function AdvancedSettingsForm({ applicationId }: AdvancedSettingsFormProps) {
  const org = useOrg()
  const { data, error, refetch } = useQuery(advancedSettingsQuery(org, applicationId))
  if (error) {
    const retry = () => void refetch()
    return <Failure title="The advanced settings could not be loaded" error={error} onRetry={retry} />
  }
  if (!data) return <Waiting for="the advanced settings" />
  return <Loaded applicationId={applicationId} text={JSON.stringify(data, null, 2)} />
}

function Loaded({ applicationId, text }: AdvancedSettingsFormProps & { readonly text: string }) {
  const org = useOrg()
  const client = useQueryClient()
  const form = useForm({
    initialValues: { settings: text },
    validate: { settings: (json) => (isObject(json) ? null : 'This is not a JSON object.') },
  })
  const guard = useLeaveGuard(form.isDirty())
  const save = useMutation({
    mutationFn: ({ settings }: { readonly settings: string }) =>
      api.containers.editAdvancedSettings(applicationId, JSON.parse(settings)),
    onSuccess: async (answer) => {
      const saved = { settings: JSON.stringify(answer, null, 2) }
      form.setInitialValues(saved)
      form.setValues(saved)
      form.resetDirty(saved)
      told('The advanced settings are saved.')
      await client.invalidateQueries({ queryKey: ['applications', org] })
    },
  })
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      {guard.dialog}
      <Stack>
        <Alert color="blue" variant="light" icon={<InfoIcon />}>
          Clusters act on deployment.update_strategy.type and on those of security, from the next deployment
          on. The others are kept and answered for the clients of the contract.
        </Alert>
        <JsonInput
          label="Advanced settings"
          description="One JSON object; a name that is left out has its default."
          autosize
          minRows={8}
          maxRows={30}
          formatOnBlur
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          {...form.getInputProps('settings')}
        />
        {save.error && <Failure title="The advanced settings were not saved" error={save.error} />}
        <Group>
          <ActionButton
            type="submit"
            permission="service:write"
            because={form.isDirty() ? undefined : 'Nothing was changed.'}
            loading={save.isPending}
          >
            Save the advanced settings
          </ActionButton>
        </Group>
      </Stack>
    </form>
  )
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

import type { VerifyRegistryRequest } from '@fairlead/api/client'
import { Button, Checkbox, Group, Paper, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'

interface VerifyOptionsProps {
  readonly onStart: (request: VerifyRegistryRequest) => void
  /** The credential was refused lately and was not shown again. */
  readonly askedAgain: boolean | undefined
}

/** What to prove besides the credential itself, for the next verification. */
export function VerifyOptions({ onStart, askedAgain = false }: VerifyOptionsProps) {
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { push: false, again: false, image: '', platform: '' },
  })
  const submit = form.onSubmit(({ push, again, image, platform }) =>
    onStart({
      push,
      again,
      ...(image.trim() === '' ? {} : { image: image.trim() }),
      ...(platform.trim() === '' ? {} : { platform: platform.trim() }),
    }),
  )
  return (
    <Paper withBorder p="md" component="form" aria-label="Verify once more" onSubmit={submit}>
      <Stack gap="sm">
        <Text fw={600}>Verify once more</Text>
        <Checkbox
          label="Also prove that the credential may push"
          description="An upload is begun and given up; no image is changed."
          {...form.getInputProps('push', { type: 'checkbox' })}
        />
        <Group grow align="flex-start">
          <TextInput
            label="Image"
            placeholder="acme/app:1.4"
            description="To prove the pull with; empty: one that is visible."
            {...form.getInputProps('image')}
          />
          <TextInput
            label="Platform"
            placeholder="linux/amd64"
            description="That the image must offer."
            {...form.getInputProps('platform')}
          />
        </Group>
        {askedAgain && (
          <Checkbox
            label="Show the registry the refused credential again"
            description="Do so only if it was made good since: several bad logins lock out everyone."
            {...form.getInputProps('again', { type: 'checkbox' })}
          />
        )}
        <Group>
          <Button type="submit" variant="default">
            Verify again
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}

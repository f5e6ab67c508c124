import { ActionIcon, Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { PlusIcon, TrashIcon } from '@primer/octicons-react'
import { useId } from 'react'
import { Section } from '../../ui/section.tsx'
import type { FieldsProps } from './application-form.ts'
import { newVolume } from './application-values.ts'

/** Folders of the application that outlive its instances. */
export function VolumeFields({ form }: FieldsProps) {
  const { volumes } = form.values
  const add = useId()
  return (
    <Section
      title="Volumes"
      about="Folders whose data outlives restarts and new versions. Of an application with volumes one instance runs, and the old version ends before the new one starts. A volume grows and never shrinks; deleting the application deletes the data."
    >
      {volumes.length === 0 && (
        <Text size="sm">No volume: what it writes is gone with the instance that wrote it.</Text>
      )}
      {volumes.map(({ row, mountPoint }, index) => (
        <Group
          key={row}
          align="flex-start"
          gap="sm"
          wrap="nowrap"
          role="group"
          aria-label={`Volume ${mountPoint || index + 1}`}
        >
          <TextInput
            label="Folder"
            placeholder="/data"
            style={{ flex: 1 }}
            maw={420}
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps(`volumes.${index}.mountPoint`)}
          />
          <NumberInput
            label="Size in GiB"
            w={130}
            min={1}
            max={65_536}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            {...form.getInputProps(`volumes.${index}.size`)}
          />
          <ActionIcon
            variant="subtle"
            color="red"
            mt={28}
            size="lg"
            aria-label={`Remove volume ${mountPoint || index + 1}`}
            onClick={() => {
              form.removeListItem('volumes', index)
              document.getElementById(add)?.focus()
            }}
          >
            <TrashIcon />
          </ActionIcon>
        </Group>
      ))}
      <Stack align="flex-start">
        <Button
          id={add}
          variant="default"
          size="xs"
          leftSection={<PlusIcon />}
          onClick={() => form.insertListItem('volumes', newVolume())}
        >
          Add a volume
        </Button>
      </Stack>
    </Section>
  )
}

import { ActionIcon, Button, Checkbox, Group, NumberInput, Select, Stack, Text } from '@mantine/core'
import { PlusIcon, TrashIcon } from '@primer/octicons-react'
import { useId } from 'react'
import { Section } from '../../ui/section.tsx'
import type { FieldsProps } from './application-form.ts'
import { newPort } from './application-values.ts'

/** The ports that the application listens on, and which of them the world may call. */
export function PortFields({ form }: FieldsProps) {
  const { ports } = form.values
  const add = useId()
  return (
    <Section
      title="Ports"
      about="What the application listens on. A public port is published where the cluster is; a private one is for its other services."
    >
      {ports.length === 0 && <Text size="sm">No port: nothing can call it.</Text>}
      {ports.map(({ row, isPublic }, index) => (
        <Group
          key={row}
          align="flex-start"
          gap="sm"
          wrap="nowrap"
          role="group"
          aria-label={`Port ${index + 1}`}
        >
          <Group align="flex-start" gap="sm">
            <NumberInput
              label="Port"
              w={110}
              min={1}
              max={65_535}
              allowDecimal={false}
              allowNegative={false}
              hideControls
              {...form.getInputProps(`ports.${index}.internalPort`)}
            />
            <Select
              label="Protocol"
              w={110}
              allowDeselect={false}
              data={['HTTP', 'GRPC', 'TCP', 'UDP']}
              {...form.getInputProps(`ports.${index}.protocol`)}
            />
            <Checkbox
              label="Public"
              mt={{ base: isPublic ? 32 : 4, sm: 32 }}
              {...form.getInputProps(`ports.${index}.isPublic`, { type: 'checkbox' })}
            />
            {isPublic && (
              <NumberInput
                label="Public port"
                placeholder="Any free one"
                w={150}
                min={1}
                max={65_535}
                allowDecimal={false}
                allowNegative={false}
                hideControls
                {...form.getInputProps(`ports.${index}.externalPort`)}
              />
            )}
          </Group>
          <ActionIcon
            variant="subtle"
            color="red"
            mt={28}
            size="lg"
            aria-label={`Remove port ${index + 1}`}
            onClick={() => {
              form.removeListItem('ports', index)
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
          onClick={() => form.insertListItem('ports', newPort())}
        >
          Add a port
        </Button>
      </Stack>
    </Section>
  )
}

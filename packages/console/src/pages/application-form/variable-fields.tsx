import {
  ActionIcon,
  Button,
  Checkbox,
  Code,
  Group,
  PasswordInput,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { PlusIcon, TrashIcon } from '@primer/octicons-react'
import { useId } from 'react'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Section } from '../../ui/section.tsx'
import type { FieldsProps } from './application-form.ts'
import { newVariable } from './application-values.ts'
import type { ImageVariable } from './use-image-config.ts'

/** Environment variables of the application; those of the image apply unless one of the same name is given here. */
export function VariableFields({
  form,
  ofImage,
}: FieldsProps & { readonly ofImage: readonly ImageVariable[] }) {
  const { variables } = form.values
  const add = useId()
  const given = new Set(variables.map(({ name }) => name))
  return (
    <Section
      title="Environment variables"
      about="They reach the application with its next deployment. Everybody who may see the application may read them, but not the values of secret ones: those are sealed and shown to nobody again."
    >
      {variables.map(({ id, row, name, isSecret }, index) => (
        <Group
          key={row}
          align="flex-start"
          gap="sm"
          wrap="nowrap"
          role="group"
          aria-label={`Variable ${name || index + 1}`}
        >
          <Group align="flex-start" gap="sm" style={{ flex: 1 }}>
            <TextInput
              label="Name"
              style={{ flex: '2 1 150px' }}
              autoComplete="off"
              spellCheck={false}
              {...form.getInputProps(`variables.${index}.name`)}
            />
            {isSecret ? (
              <PasswordInput
                label="Value"
                style={{ flex: '3 1 150px' }}
                autoComplete="new-password"
                placeholder={id === undefined ? undefined : 'Set; type to replace it'}
                {...form.getInputProps(`variables.${index}.value`)}
              />
            ) : (
              <TextInput
                label="Value"
                style={{ flex: '3 1 150px' }}
                autoComplete="off"
                spellCheck={false}
                {...form.getInputProps(`variables.${index}.value`)}
              />
            )}
            <Checkbox
              label="Secret"
              mt={34}
              // What is saved stays what it is: nobody can read a secret one to make it plain.
              disabled={id !== undefined}
              {...form.getInputProps(`variables.${index}.isSecret`, { type: 'checkbox' })}
            />
          </Group>
          <ActionIcon
            variant="subtle"
            color="red"
            mt={28}
            size="lg"
            aria-label={`Remove variable ${name || index + 1}`}
            onClick={() => {
              form.removeListItem('variables', index)
              document.getElementById(add)?.focus()
            }}
          >
            <TrashIcon />
          </ActionIcon>
        </Group>
      ))}
      <Stack align="flex-start" gap="sm">
        <Button
          id={add}
          variant="default"
          size="xs"
          leftSection={<PlusIcon />}
          onClick={() => form.insertListItem('variables', newVariable())}
        >
          Add a variable
        </Button>
        {ofImage.length > 0 && (
          <Disclosure label={`${ofImage.length} set by the image`}>
            <Stack gap={6}>
              {ofImage.map(({ name, value }) => (
                <Group key={name} gap="xs">
                  <Code style={{ overflowWrap: 'anywhere' }}>
                    {name}={value}
                  </Code>
                  {given.has(name) ? (
                    <Text size="xs">replaced by yours</Text>
                  ) : (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      aria-label={`Replace ${name}`}
                      onClick={() => form.insertListItem('variables', newVariable(name, value))}
                    >
                      Replace
                    </Button>
                  )}
                </Group>
              ))}
            </Stack>
          </Disclosure>
        )}
      </Stack>
    </Section>
  )
}

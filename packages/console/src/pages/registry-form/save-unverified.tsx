import type { Check } from '@fairlead/api/client'
import { Button, Group, List, Modal, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'

interface SaveUnverifiedProps {
  readonly checks: readonly Check[]
  readonly onSave: () => void
  /** Why it cannot be done now. */
  readonly isSaving: boolean
  readonly isEdit?: boolean
}

/** Saves what did not prove itself, by whoever knows what that means. */
export function SaveUnverified({ checks, onSave, isSaving, isEdit = false }: SaveUnverifiedProps) {
  const [opened, { open, close }] = useDisclosure(false)
  const errors = checks.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'error')
  return (
    <>
      <Group>
        <Text size="sm" flex={1} miw={220}>
          Nothing is saved yet. Mend it and save again; or save it as it is and mend it later.
        </Text>
        <Button variant="default" onClick={open} loading={isSaving}>
          Save unverified …
        </Button>
      </Group>
      <Modal opened={opened} onClose={close} title="Save unverified?" size="lg" centered>
        <Stack>
          <Text size="sm">
            {isEdit ? 'The connection is changed' : 'The connection is saved'} without a proof that it works.
          </Text>
          <div>
            <Title order={3} size="h5" mb={4}>
              What will not work
            </Title>
            <List size="sm" spacing={4}>
              {errors.map(({ code, summary }) => (
                <List.Item key={code + summary}>{summary}</List.Item>
              ))}
              <List.Item>Deployments that pull through it fail until this is mended.</List.Item>
            </List>
          </div>
          <div>
            <Title order={3} size="h5" mb={4}>
              Who will be told
            </Title>
            <List size="sm" spacing={4}>
              <List.Item>Everybody of the organization sees it as “Unverified” in the list.</List.Item>
              <List.Item>
                It is verified by itself within hours. When that fails it is shown as “Failing”, and the
                organization’s webhooks hear of it.
              </List.Item>
              <List.Item>The audit trail names you as who saved it.</List.Item>
            </List>
          </div>
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              Back to the form
            </Button>
            <Button
              color="red"
              onClick={() => {
                close()
                onSave()
              }}
            >
              Save unverified
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}

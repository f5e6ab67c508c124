import type { Check } from '@fairlead/api/client'
import { Button, Group, List, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Dialog } from '../../ui/dialog.tsx'

interface SaveUnverifiedProps {
  readonly checks: readonly Check[]
  readonly onSave: () => void
  readonly isEdit?: boolean
}

/** Saves what did not prove itself, by whoever knows what that means. */
export function SaveUnverified({ checks, onSave, isEdit = false }: SaveUnverifiedProps) {
  const [opened, { open, close }] = useDisclosure(false)
  const errors = checks.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'error')
  return (
    <>
      <Group>
        <Text size="sm" flex={1} miw={220}>
          Nothing is saved yet. Do what the findings say and save again; or save it as it is, and mend it
          later.
        </Text>
        <Button variant="default" onClick={open}>
          Save unverified …
        </Button>
      </Group>
      {opened && (
        <Dialog title="Save without a proof that it works?" size="lg" onClose={close}>
          <Stack>
            <div>
              <Title order={3} size="h5" mb={4}>
                What will not work
              </Title>
              <List size="sm" spacing={4}>
                {errors.map(({ code, summary }) => (
                  <List.Item key={code + summary}>{summary}</List.Item>
                ))}
                <List.Item>
                  Deployments that pull through it fail until this is mended
                  {isEdit && ', and so do restarts of what runs from it now'}.
                </List.Item>
              </List>
            </div>
            <div>
              <Title order={3} size="h5" mb={4}>
                Who will be told
              </Title>
              <List size="sm" spacing={4}>
                <List.Item>The list of the organization shows it as “Unverified”.</List.Item>
                <List.Item>
                  It is verified by itself within hours. When that fails the list shows it as “Failing”, and
                  the organization’s webhooks hear of it.
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
        </Dialog>
      )}
    </>
  )
}

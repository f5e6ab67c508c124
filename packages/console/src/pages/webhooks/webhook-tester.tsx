import type { Webhook } from '@fairlead/api/client'
import { Alert, Button, Group, Text } from '@mantine/core'
import { AlertFillIcon, CheckCircleIcon } from '@primer/octicons-react'
import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { api } from '../../app/api.ts'
import { useOrg } from '../../data/use-org.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Section } from '../../ui/section.tsx'

/** Sends a test message and says what came back; nothing of it is kept. */
export function WebhookTester({ webhook }: { readonly webhook: Webhook }) {
  const org = useOrg()
  const sending = useRef<AbortController>(undefined)
  const test = useMutation({
    mutationFn: async () => {
      const controller = new AbortController()
      sending.current = controller
      try {
        return await api.webhooks.test(org, webhook.id, { signal: controller.signal })
      } catch (error) {
        if (controller.signal.aborted) return undefined
        throw error
      }
    },
  })
  return (
    <Section
      title="Test"
      about="Sends a message now and shows what the receiver answered."
      actions={
        <ActionButton
          permission="organization:write"
          variant="default"
          because={test.isPending ? 'The test message is under way.' : undefined}
          onClick={() => test.mutate()}
        >
          Send a test message
        </ActionButton>
      }
    >
      {test.isPending && (
        <Group gap="sm">
          <Text size="sm" role="status">
            Waiting for the answer …
          </Text>
          <Button variant="subtle" size="compact-sm" onClick={() => sending.current?.abort()}>
            Cancel
          </Button>
        </Group>
      )}
      {test.data && !test.isPending && <Answer {...test.data} />}
      {test.error && <Failure title="The test message was not sent" error={test.error} />}
    </Section>
  )
}

function Answer({ delivered, answer }: { readonly delivered: boolean; readonly answer: string }) {
  const status = /^\d{3}$/.test(answer)
  return (
    <Alert
      role="status"
      color={delivered ? 'green' : 'red'}
      variant="light"
      icon={delivered ? <CheckCircleIcon /> : <AlertFillIcon />}
      title={delivered ? 'The receiver took the message' : 'The receiver did not take the message'}
    >
      <Text size="sm">{status ? `It answered ${answer}.` : answer}</Text>
    </Alert>
  )
}

import type { WebhookDelivery } from '@fairlead/api/client'
import { Code, ScrollArea, Stack, Text } from '@mantine/core'
import { Copyable } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { eventLabel } from './events.ts'

interface PayloadDialogProps {
  readonly delivery: WebhookDelivery
  readonly onClose: () => void
}

/** A message as the receiver reads it. */
export function PayloadDialog({ delivery, onClose }: PayloadDialogProps) {
  const text = JSON.stringify(delivery.payload, null, 2)
  return (
    <Dialog title={`Message: ${eventLabel(delivery.event)}`} size="xl" onClose={onClose}>
      <Stack gap="sm">
        <Text size="sm" component="div">
          Sent with <Code>X-Fairlead-Delivery</Code>: <Copyable value={delivery.id} what="delivery id" />
        </Text>
        <ScrollArea.Autosize mah="60vh" viewportProps={{ tabIndex: 0 }}>
          <Code block aria-label="Message" role="region">
            {text}
          </Code>
        </ScrollArea.Autosize>
      </Stack>
    </Dialog>
  )
}

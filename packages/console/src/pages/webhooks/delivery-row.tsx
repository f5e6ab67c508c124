import type { WebhookDelivery } from '@fairlead/api/client'
import { Button, Group, Table, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { useOrg, useParam } from '../../data/use-org.ts'
import { webhookQuery } from '../../data/webhooks.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Time } from '../../ui/time.tsx'
import { told, toldFailure } from '../../ui/told.tsx'
import { DeliveryBadge } from './delivery-badge.tsx'
import { eventLabel } from './events.ts'

interface DeliveryRowProps {
  readonly delivery: WebhookDelivery
  readonly onShow: () => void
}

/** One message: what came of it, and sending it again. */
export function DeliveryRow({ delivery, onShow }: DeliveryRowProps) {
  const org = useOrg()
  const webhookId = useParam('webhookId')
  const client = useQueryClient()
  const again = useMutation({
    mutationFn: () => api.webhooks.redeliver(org, webhookId, delivery.id),
    onSuccess: () => {
      told('The message is sent again.')
      return client.invalidateQueries({ queryKey: webhookQuery(org, webhookId).queryKey })
    },
    onError: (error) => toldFailure('The message is not sent again', error),
  })
  const label = eventLabel(delivery.event)
  return (
    <Table.Tr>
      <Table.Td>
        <DeliveryBadge delivery={delivery} />
      </Table.Td>
      <Table.Th scope="row" fw={400}>
        {label}
      </Table.Th>
      <Table.Td>
        <Time at={delivery.createdAt} />
      </Table.Td>
      <Table.Td>
        {delivery.attempts}
        {delivery.state === 'waiting' && (
          <Text size="xs" c="dimmed">
            Next <Time at={delivery.dueAt} />
          </Text>
        )}
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere', maxWidth: 280 }}>
        {delivery.lastAnswer ?? 'None yet'}
      </Table.Td>
      <Table.Td>
        <Group gap="xs" wrap="nowrap" justify="flex-end">
          <Button variant="subtle" size="xs" onClick={onShow} aria-label={`Message of ${label}`}>
            Message
          </Button>
          <ActionButton
            permission="organization:write"
            because={delivery.state === 'waiting' ? 'It is waiting to be sent already.' : undefined}
            variant="default"
            size="xs"
            loading={again.isPending}
            aria-label={`Redeliver ${label}`}
            onClick={() => again.mutate()}
          >
            Redeliver
          </ActionButton>
        </Group>
      </Table.Td>
    </Table.Tr>
  )
}

import type { WebhookDelivery } from '@fairlead/api/client'
import { Badge } from '@mantine/core'
import { AlertIcon, CheckCircleIcon, ClockIcon, XCircleIcon } from '@primer/octicons-react'

const LOOKS = {
  delivered: { color: 'green', icon: <CheckCircleIcon size={12} />, word: 'Delivered' },
  waiting: { color: 'blue', icon: <ClockIcon size={12} />, word: 'Waiting' },
  retrying: { color: 'yellow', icon: <AlertIcon size={12} />, word: 'Failed, will be tried again' },
  'given-up': { color: 'red', icon: <XCircleIcon size={12} />, word: 'Given up' },
} as const

/** The state of a message, by colour, sign and word. */
export function DeliveryBadge({ delivery: { state, attempts } }: { readonly delivery: WebhookDelivery }) {
  const { color, icon, word } = LOOKS[state === 'waiting' && attempts > 0 ? 'retrying' : state]
  return (
    <Badge color={color} variant="light" leftSection={icon} style={{ flexShrink: 0 }}>
      {word}
    </Badge>
  )
}

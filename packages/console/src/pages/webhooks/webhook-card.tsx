import type { Webhook } from '@fairlead/api/client'
import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { useOrg } from '../../data/use-org.ts'
import { deliveriesQuery } from '../../data/webhooks.ts'
import { Link } from '../../ui/link.tsx'
import { Time } from '../../ui/time.tsx'
import { DeliveryBadge } from './delivery-badge.tsx'
import { eventLabel, KINDS, webhookName } from './events.ts'

const LATEST = 5

/** One webhook in the list: what it is told, and what came of its latest messages. */
export function WebhookCard({ webhook }: { readonly webhook: Webhook }) {
  const org = useOrg()
  const name = webhookName(webhook)
  return (
    <Paper component="li" withBorder p="md" aria-label={name}>
      <Stack gap="xs">
        <Group gap="xs">
          <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>
            <Link to={paths.webhook({ org, webhookId: webhook.id })} inherit>
              {name}
            </Link>
          </Title>
          <Badge variant="light" color="gray">
            {KINDS[webhook.kind].label}
          </Badge>
          {!webhook.enabled && (
            <Badge variant="light" color="yellow">
              Switched off
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          Sends to {URL.parse(webhook.target_url)?.host}: {webhook.events.map(eventLabel).join(', ')}
        </Text>
        <Latest webhookId={webhook.id} />
      </Stack>
    </Paper>
  )
}

function Latest({ webhookId }: { readonly webhookId: string }) {
  const { data, error } = useQuery(deliveriesQuery(useOrg(), webhookId, 0, LATEST))
  if (error) return <Text size="sm">The latest deliveries could not be loaded: {error.message}</Text>
  const [newest] = data ?? []
  if (!data) return <Text size="sm">Loading the latest deliveries …</Text>
  if (!newest)
    return (
      <Text size="sm" c="dimmed">
        Nothing was sent yet.
      </Text>
    )
  const failed = data.filter(({ state }) => state === 'given-up').length
  return (
    <Group gap="xs">
      <DeliveryBadge delivery={newest} />
      <Text size="sm">
        {eventLabel(newest.event)}, <Time at={newest.createdAt} />
      </Text>
      {failed > 0 && (
        <Text size="sm" c="red">
          {failed} of the latest {data.length} given up
        </Text>
      )}
    </Group>
  )
}

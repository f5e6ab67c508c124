import type { Webhook, WebhookDelivery } from '@fairlead/api/client'
import { Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useOrg } from '../../data/use-org.ts'
import { useSearchState } from '../../data/use-search.ts'
import { DELIVERIES_PAGE_SIZE, deliveriesQuery } from '../../data/webhooks.ts'
import { Failure } from '../../ui/failure.tsx'
import { Pager, pageOf, pageText } from '../../ui/pager.tsx'
import { Section } from '../../ui/section.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { DeliveryRow } from './delivery-row.tsx'
import { PayloadDialog } from './payload-dialog.tsx'

/** The messages to a webhook, newest first, with what came of them; shown as it changes. */
export function Deliveries({ webhook }: { readonly webhook: Webhook }) {
  const org = useOrg()
  const [search, setSearch] = useSearchState()
  const [shown, setShown] = useState<WebhookDelivery>()
  const page = pageOf(search.page)
  const { data, error, refetch } = useQuery(deliveriesQuery(org, webhook.id, page))
  return (
    <Section title="Deliveries" about="The messages of the last 30 days, newest first. A test is not kept.">
      {data && data.length > 0 && (
        <Table.ScrollContainer minWidth={860} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table aria-label="Deliveries" verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>State</Table.Th>
                <Table.Th>Event</Table.Th>
                <Table.Th>Happened</Table.Th>
                <Table.Th>Attempts</Table.Th>
                <Table.Th>Answer</Table.Th>
                <Table.Th aria-label="Actions" />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map((delivery) => (
                <DeliveryRow key={delivery.id} delivery={delivery} onShow={() => setShown(delivery)} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {data?.length === 0 && (
        <Text size="sm">
          {page === 0
            ? 'Nothing was sent yet. A message is made when one of the chosen events happens.'
            : 'There are no deliveries this old.'}
        </Text>
      )}
      {!data && error && (
        <Failure title="The deliveries could not be loaded" error={error} onRetry={() => void refetch()} />
      )}
      {!data && !error && <Waiting for="the deliveries" />}
      <Pager
        page={page}
        hasNext={data?.length === DELIVERIES_PAGE_SIZE}
        of="deliveries"
        onPage={(next) => setSearch({ page: pageText(next) })}
      />
      {shown && <PayloadDialog delivery={shown} onClose={() => setShown(undefined)} />}
    </Section>
  )
}

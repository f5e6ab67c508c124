import { Button, Stack } from '@mantine/core'
import { WebhookIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMayNot } from '../../data/use-may.ts'
import { useOrg } from '../../data/use-org.ts'
import { webhooksQuery } from '../../data/webhooks.ts'
import { Page } from '../../layout/page.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Forbidden } from '../../ui/forbidden.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { WebhookCard } from './webhook-card.tsx'
import { WebhookDialog } from './webhook-dialog.tsx'

/** Who is told of deployments and of registries, and whether it arrives. */
export function WebhooksPage() {
  const [adding, setAdding] = useState(false)
  return (
    <Page
      title="Webhooks"
      about="Addresses that are told of deployments and of container registries: a chat, a pipeline, a pager."
      actions={
        <ActionButton permission="organization:write" onClick={() => setAdding(true)}>
          Add webhook
        </ActionButton>
      }
    >
      <Webhooks onAdd={() => setAdding(true)} />
      {adding && <WebhookDialog onClose={() => setAdding(false)} />}
    </Page>
  )
}

function Webhooks({ onAdd }: { readonly onAdd: () => void }) {
  const org = useOrg()
  const mayNot = useMayNot('organization:write')
  const { data, error, refetch } = useQuery({ ...webhooksQuery(org), enabled: mayNot === undefined })
  if (mayNot !== undefined)
    return (
      <Forbidden
        what="the webhooks"
        reason={`${mayNot} An address may hold a secret, so only who may change webhooks sees them.`}
      />
    )
  if (data && data.length > 0)
    return (
      <Stack component="ul" m={0} p={0} aria-label="Webhooks" style={{ listStyle: 'none' }}>
        {data.map((webhook) => (
          <WebhookCard key={webhook.id} webhook={webhook} />
        ))}
      </Stack>
    )
  if (data)
    return (
      <Empty
        icon={<WebhookIcon size={32} />}
        title="No webhooks yet"
        action={<Button onClick={onAdd}>Add the first webhook</Button>}
      >
        A webhook hears that a deployment failed or that a credential ends soon, before somebody asks.
        Messages are signed, stored with their event and tried again for a day.
      </Empty>
    )
  if (error)
    return <Failure title="The webhooks could not be loaded" error={error} onRetry={() => void refetch()} />
  return <Waiting for="the webhooks" />
}

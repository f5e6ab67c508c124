import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { paths } from '../../app/paths.ts'
import { useMayNot } from '../../data/use-may.ts'
import { useOrg, useParam } from '../../data/use-org.ts'
import { webhookQuery } from '../../data/webhooks.ts'
import { Page } from '../../layout/page.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Forbidden } from '../../ui/forbidden.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { DeleteWebhookDialog } from './delete-webhook-dialog.tsx'
import { Deliveries } from './deliveries.tsx'
import { webhookName } from './events.ts'
import { WebhookDialog } from './webhook-dialog.tsx'
import { WebhookFacts } from './webhook-facts.tsx'
import { WebhookTester } from './webhook-tester.tsx'

/** One webhook: its settings, a test, and every message of the last 30 days. */
export function WebhookPage() {
  const org = useOrg()
  const id = useParam('webhookId')
  const [open, setOpen] = useState<'edit' | 'delete'>()
  const mayNot = useMayNot('organization:write')
  const { data, error, refetch } = useQuery({ ...webhookQuery(org, id), enabled: mayNot === undefined })
  const close = () => setOpen(undefined)
  return (
    <Page
      title={data ? webhookName(data) : 'Webhook'}
      crumbs={[{ label: 'Webhooks', to: paths.webhooks({ org }) }]}
      actions={
        data && (
          <>
            <ActionButton permission="organization:write" variant="default" onClick={() => setOpen('edit')}>
              Edit
            </ActionButton>
            <ActionButton permission="organization:write" variant="default" onClick={() => setOpen('delete')}>
              Delete
            </ActionButton>
          </>
        )
      }
    >
      {mayNot !== undefined && <Forbidden what="this webhook" reason={mayNot} />}
      {data && (
        <>
          <WebhookFacts webhook={data} />
          <WebhookTester webhook={data} />
          <Deliveries webhook={data} />
          {open === 'edit' && <WebhookDialog webhook={data} onClose={close} />}
          {open === 'delete' && <DeleteWebhookDialog webhook={data} onClose={close} />}
        </>
      )}
      {!data && error && (
        <Failure title="The webhook could not be loaded" error={error} onRetry={() => void refetch()} />
      )}
      {!data && !error && mayNot === undefined && <Waiting for="the webhook" />}
    </Page>
  )
}

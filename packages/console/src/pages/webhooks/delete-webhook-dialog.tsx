import type { Webhook } from '@fairlead/api/client'
import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../../app/api.ts'
import { paths } from '../../app/paths.ts'
import { useOrg } from '../../data/use-org.ts'
import { webhookQuery, webhooksQuery } from '../../data/webhooks.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { webhookName } from './events.ts'

interface DeleteWebhookDialogProps {
  readonly webhook: Webhook
  readonly onClose: () => void
}

/** Deletes a webhook with what it was sent and what it was still to be sent. */
export function DeleteWebhookDialog({ webhook, onClose }: DeleteWebhookDialogProps) {
  const org = useOrg()
  const client = useQueryClient()
  const navigate = useNavigate()
  const remove = async () => {
    await api.webhooks.remove(org, webhook.id)
    await navigate({ to: paths.webhooks({ org }) })
    client.removeQueries({ queryKey: webhookQuery(org, webhook.id).queryKey })
    await client.invalidateQueries({ queryKey: webhooksQuery(org).queryKey, exact: true })
  }
  return (
    <ConfirmDialog
      title={`Delete ${webhookName(webhook)}?`}
      action="Delete the webhook"
      done={`The webhook ${webhookName(webhook)} is deleted.`}
      onConfirm={remove}
      onClose={onClose}
    >
      <Text size="sm">
        Its messages go with it, sent or not. To keep them and send nothing for a while, switch it off
        instead.
      </Text>
    </ConfirmDialog>
  )
}

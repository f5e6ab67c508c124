import type { Webhook } from '@fairlead/api/client'
import { Dialog } from '../../ui/dialog.tsx'
import { webhookName } from './events.ts'
import { WebhookForm } from './webhook-form.tsx'

interface WebhookDialogProps {
  /** The one that is edited; without it a new one is made. */
  readonly webhook?: Webhook
  readonly onClose: () => void
}

/** Adding or editing a webhook. */
export function WebhookDialog({ webhook, onClose }: WebhookDialogProps) {
  return (
    <Dialog title={webhook ? `Edit ${webhookName(webhook)}` : 'Add a webhook'} size="xl" onClose={onClose}>
      <WebhookForm webhook={webhook} onClose={onClose} />
    </Dialog>
  )
}

import { Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { Dialog } from '../../ui/dialog.tsx'
import { Failure } from '../../ui/failure.tsx'

interface ActionDialogProps {
  readonly title: string
  readonly children: ReactNode
  /** What its button says. */
  readonly action: string
  readonly danger?: boolean
  readonly disabled?: boolean
  readonly pending: boolean
  readonly error: Error | null
  readonly onAct: () => void
  readonly onClose: () => void
}

/** A dialog before something is deployed, stopped or deleted; what failed is said in it. */
export function ActionDialog(props: ActionDialogProps) {
  const { title, children, action, danger = false, disabled = false, pending, error, onAct, onClose } = props
  return (
    <Dialog title={title} size="lg" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!disabled) onAct()
        }}
      >
        <Stack>
          {children}
          {error && <Failure error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={pending} disabled={disabled} {...(danger ? { color: 'red' } : {})}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}

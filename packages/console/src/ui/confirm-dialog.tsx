import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Dialog } from './dialog.tsx'
import { Failure } from './failure.tsx'
import { told } from './told.tsx'

interface ConfirmDialogProps {
  readonly title: string
  /** What will be gone, and what stays. */
  readonly children: ReactNode
  /** What the button says: `Delete the webhook`. */
  readonly action: string
  /** What the toast says afterwards. */
  readonly done: string
  /** What has to be typed first, where much is lost. */
  readonly typed?: string | undefined
  readonly onConfirm: () => Promise<unknown>
  readonly onClose: () => void
}

/** Asks before something is done that cannot be undone. Cancel has the focus; what failed is said in the dialog. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, action, done, typed, onConfirm, onClose } = props
  const [text, setText] = useState('')
  const confirm = useMutation({
    mutationFn: onConfirm,
    onSuccess: () => {
      told(done)
      onClose()
    },
  })
  return (
    <Dialog title={title} onClose={onClose}>
      <Stack>
        {children}
        {typed !== undefined && (
          <TextInput
            label={`Type ${typed} to confirm`}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autoComplete="off"
          />
        )}
        {confirm.error && <Failure error={confirm.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button
            color="red"
            onClick={() => confirm.mutate()}
            loading={confirm.isPending}
            disabled={typed !== undefined && text !== typed}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

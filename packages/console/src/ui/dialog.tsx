import { Modal, Text } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'

interface DialogProps {
  readonly title: string
  readonly size?: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/**
 * A dialog that is open as long as it is rendered. Whatever had the focus before gets it back, or the page's title where
 * that is gone. Nothing of it stays in the document afterwards.
 */
export function Dialog({ title, size = 'md', onClose, children }: DialogProps) {
  const [opener] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      // Not before the dialog has let the focus go, and what was deleted has left the page.
      setTimeout(() => {
        const back = opener?.isConnected && opener !== document.body ? opener : document.querySelector('h1')
        if (back instanceof HTMLElement) back.focus()
      })
    },
    [opener],
  )
  return (
    <Modal
      opened
      onClose={onClose}
      title={
        <Text span fw={600} size="lg" style={{ overflowWrap: 'anywhere' }}>
          {title}
        </Text>
      }
      size={size}
      centered
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {children}
    </Modal>
  )
}

import { Button, Group, Stack, Text } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { type ReactNode, useRef } from 'react'
import { Dialog } from '../../ui/dialog.tsx'

interface LeaveGuard {
  /** Stands somewhere in the page. */
  readonly dialog: ReactNode
  /** What was typed is done with: the page may be left from now on. */
  release(): void
}

/** Asks before a page with unsaved input is left. */
export function useLeaveGuard(isDirty: boolean): LeaveGuard {
  const released = useRef(false)
  const blocks = () => isDirty && !released.current
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => blocks() && current.pathname !== next.pathname,
    enableBeforeUnload: blocks,
    withResolver: true,
  })
  const isAsking = blocker.status === 'blocked'
  return {
    release: () => {
      released.current = true
    },
    dialog: isAsking && (
      <Dialog title="Leave without saving?" onClose={blocker.reset}>
        <Stack>
          <Text size="sm">What you changed here is not saved and will be lost.</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={blocker.reset} data-autofocus>
              Stay
            </Button>
            <Button color="red" onClick={blocker.proceed}>
              Leave
            </Button>
          </Group>
        </Stack>
      </Dialog>
    ),
  }
}

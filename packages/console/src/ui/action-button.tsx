import { Button, type ButtonProps, Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMayNot } from '../data/use-may.ts'

interface ActionButtonProps extends ButtonProps {
  readonly children: ReactNode
  readonly onClick?: () => void
  readonly type?: 'button' | 'submit'
  /** What the role must allow: `registry:write`. */
  readonly permission: string
  /** Why it cannot be done now, whatever the role. */
  readonly because?: string | undefined
}

/** A button for something that not everybody may do, or that cannot be done now: then it is disabled and says why. */
export function ActionButton({ permission, because, children, onClick, ...props }: ActionButtonProps) {
  const mayNot = useMayNot(permission)
  const reason = mayNot ?? because
  if (reason === undefined)
    return (
      <Button onClick={onClick} {...props}>
        {children}
      </Button>
    )
  // It keeps the focus, so that a keyboard reaches the reason too.
  return (
    <Tooltip label={reason} multiline maw={320} events={{ hover: true, focus: true, touch: true }}>
      <Button {...props} data-disabled aria-disabled onClick={(event) => event.preventDefault()}>
        {children}
      </Button>
    </Tooltip>
  )
}

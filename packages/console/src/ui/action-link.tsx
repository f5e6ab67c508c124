import type { ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMayNot } from '../data/use-may.ts'
import { ActionButton } from './action-button.tsx'
import { LinkButton } from './link.tsx'

interface ActionLinkProps extends ButtonProps {
  readonly children: ReactNode
  /** From `paths`. */
  readonly to: string
  /** What the role must allow there: `registry:write`. */
  readonly permission: string
}

/** A link to a page where something is done that not everybody may do: for who may not, a button that says why. */
export function ActionLink({ to, permission, children, ...props }: ActionLinkProps) {
  if (useMayNot(permission) === undefined)
    return (
      <LinkButton to={to} {...props}>
        {children}
      </LinkButton>
    )
  return (
    <ActionButton permission={permission} {...props}>
      {children}
    </ActionButton>
  )
}

import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from 'react'

/** Follows links of the console without loading the page anew; a modifier key opens another tab, as everywhere. */
export function useFollow(): (event: MouseEvent<HTMLAnchorElement>) => void {
  const router = useRouter()
  return (event) => {
    const { defaultPrevented, button, metaKey, ctrlKey, shiftKey, altKey, currentTarget } = event
    if (defaultPrevented || button !== 0 || metaKey || ctrlKey || shiftKey || altKey) return
    event.preventDefault()
    const { pathname, search, hash } = new URL(currentTarget.href)
    router.history.push(pathname + search + hash)
  }
}

type Native = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'style' | 'color'>

/** A link to a page of the console: `to` comes from `paths`. It is as large as the text around it, unless told. */
export function Link({
  to,
  children,
  ...props
}: AnchorProps & Native & { readonly to: string; readonly children?: ReactNode }) {
  const follow = useFollow()
  return (
    <Anchor href={to} onClick={follow} inherit={props.size === undefined} {...props}>
      {children}
    </Anchor>
  )
}

/** The same, as a button. */
export function LinkButton({
  to,
  children,
  ...props
}: ButtonProps & { readonly to: string; readonly children: ReactNode }) {
  const follow = useFollow()
  return (
    <Button component="a" href={to} onClick={follow} {...props}>
      {children}
    </Button>
  )
}

/** A link to somewhere else, which opens a tab of its own and tells nobody where it was followed. */
export function OutsideLink({
  href,
  children,
  ...props
}: AnchorProps & { readonly href: string; readonly children: ReactNode }) {
  return (
    <Anchor
      href={href}
      target="_blank"
      rel="noreferrer noopener"
      inherit={props.size === undefined}
      {...props}
    >
      {children}
    </Anchor>
  )
}

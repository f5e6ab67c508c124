import { Alert } from '@mantine/core'
import { LockIcon } from '@primer/octicons-react'

/** What stands in the place of things that the person who is signed in may not see. */
export function Forbidden({ what, reason }: { readonly what: string; readonly reason: string }) {
  return (
    <Alert color="gray" variant="light" icon={<LockIcon />} title={`You may not see ${what}`}>
      {reason}
    </Alert>
  )
}

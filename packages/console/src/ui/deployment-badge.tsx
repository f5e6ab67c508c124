import type { Deployment } from '@fairlead/api/client'
import { Badge } from '@mantine/core'
import { AlertFillIcon, CheckCircleIcon, ClockIcon, SkipIcon, SyncIcon } from '@primer/octicons-react'

const LOOKS = {
  queued: { word: 'Queued', color: 'blue', icon: ClockIcon },
  running: { word: 'Running', color: 'blue', icon: SyncIcon },
  succeeded: { word: 'Succeeded', color: 'green', icon: CheckCircleIcon },
  failed: { word: 'Failed', color: 'red', icon: AlertFillIcon },
  canceled: { word: 'Canceled', color: 'yellow', icon: SkipIcon },
} as const

type Shown = Pick<Deployment, 'state' | 'cancelRequested'>

/** How a deployment stands, by colour, sign and word. */
export function DeploymentBadge({ deployment }: { readonly deployment: Shown }) {
  const { state, cancelRequested } = deployment
  const { word, color, icon: Sign } = LOOKS[state]
  const canceling = cancelRequested && (state === 'queued' || state === 'running')
  return (
    <Badge color={color} variant="light" autoContrast leftSection={<Sign size={12} />}>
      {canceling ? 'Canceling' : word}
    </Badge>
  )
}

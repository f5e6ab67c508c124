import type { ServiceStatus } from '@fairlead/api/client'
import { Badge } from '@mantine/core'
import {
  AlertFillIcon,
  CheckCircleIcon,
  CircleIcon,
  ClockIcon,
  type Icon,
  SkipIcon,
  StopIcon,
  SyncIcon,
  TrashIcon,
} from '@primer/octicons-react'

export type ServiceState = ServiceStatus['state']

interface Look {
  readonly word: string
  readonly color: string
  readonly icon: Icon
}

const failed = (word: string): Look => ({ word, color: 'red', icon: AlertFillIcon })
const queued = (word: string): Look => ({ word, color: 'blue', icon: ClockIcon })
const atWork = (word: string): Look => ({ word, color: 'blue', icon: SyncIcon })
const ran = (word: string): Look => ({ word, color: 'green', icon: CheckCircleIcon })

const LOOKS: Readonly<Record<ServiceState, Look>> = {
  READY: { word: 'Not deployed', color: 'gray', icon: CircleIcon },
  CANCELED: { word: 'Canceled', color: 'yellow', icon: SkipIcon },
  CANCELING: atWork('Canceling'),
  DEPLOYMENT_QUEUED: queued('Deployment queued'),
  DEPLOYING: atWork('Deploying'),
  DEPLOYED: ran('Deployed'),
  DEPLOYMENT_ERROR: failed('Deployment failed'),
  RESTART_QUEUED: queued('Restart queued'),
  RESTARTING: atWork('Restarting'),
  RESTARTED: ran('Restarted'),
  RESTART_ERROR: failed('Restart failed'),
  STOP_QUEUED: queued('Stop queued'),
  STOPPING: atWork('Stopping'),
  STOPPED: { word: 'Stopped', color: 'gray', icon: StopIcon },
  STOP_ERROR: failed('Stop failed'),
  DELETE_QUEUED: queued('Deletion queued'),
  DELETING: atWork('Deleting'),
  DELETED: { word: 'Deleted', color: 'gray', icon: TrashIcon },
  DELETE_ERROR: failed('Deletion failed'),
}

/** A state of the contract in words. */
export const stateWords = (state: ServiceState): string => LOOKS[state].word

/** The state of an application, by colour, sign and word. */
export function StateBadge({ state }: { readonly state: ServiceState }) {
  const { word, color, icon: Sign } = LOOKS[state]
  return (
    <Badge color={color} variant="light" autoContrast leftSection={<Sign size={12} />}>
      {word}
    </Badge>
  )
}

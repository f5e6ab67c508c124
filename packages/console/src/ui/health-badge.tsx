import type { Registry } from '@fairlead/api/client'
import { Badge } from '@mantine/core'
import { AlertIcon, CheckCircleIcon, QuestionIcon, XCircleIcon } from '@primer/octicons-react'
import { cloneElement } from 'react'

export type Health = NonNullable<Registry['health']>

const LOOKS = {
  verified: { color: 'green', icon: <CheckCircleIcon />, word: 'Verified' },
  warning: { color: 'yellow', icon: <AlertIcon />, word: 'Warning' },
  failing: { color: 'red', icon: <XCircleIcon />, word: 'Failing' },
  unverified: { color: 'gray', icon: <QuestionIcon />, word: 'Unverified' },
} as const

/** The state of a connection, by colour, sign and word. */
export function HealthBadge({ health }: { readonly health: Health }) {
  const { color, icon, word } = LOOKS[health]
  return (
    <Badge color={color} variant="light" autoContrast leftSection={cloneElement(icon, { size: 12 })}>
      {word}
    </Badge>
  )
}

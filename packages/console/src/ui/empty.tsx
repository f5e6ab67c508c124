import { Paper, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

interface EmptyProps {
  readonly icon: ReactNode
  readonly title: string
  /** What this is for and what to do first. */
  readonly children: ReactNode
  readonly action?: ReactNode
}

/** What stands where nothing is yet; it teaches. */
export function Empty({ icon, title, children, action }: EmptyProps) {
  return (
    <Paper withBorder p="xl">
      <Stack align="center" gap="sm" maw={560} mx="auto" ta="center">
        {icon}
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text component="div" c="dimmed">
          {children}
        </Text>
        {action}
      </Stack>
    </Paper>
  )
}

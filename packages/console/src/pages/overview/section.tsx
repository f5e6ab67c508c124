import { Card, Group, Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'

interface SectionProps {
  readonly title: string
  /** A link to the page that has all of it. */
  readonly more?: ReactNode
  readonly children: ReactNode
}

/** A part of the overview. */
export function Section({ title, more, children }: SectionProps) {
  return (
    <Card withBorder component="section" aria-label={title}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h4">
            {title}
          </Title>
          {more}
        </Group>
        {children}
      </Stack>
    </Card>
  )
}

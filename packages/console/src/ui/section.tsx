import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'

interface SectionProps {
  readonly title: string
  /** One sentence on what it is for. */
  readonly about?: ReactNode
  /** Buttons, or a link to the page that has all of it. */
  readonly actions?: ReactNode
  readonly children?: ReactNode
}

/** A part of a page that has a title of its own. */
export function Section({ title, about, actions, children }: SectionProps) {
  const id = useId()
  return (
    <Paper component="section" withBorder p="md" aria-labelledby={id}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          {/* A sentence takes a line of its own rather than a narrow column beside the buttons. */}
          <div style={{ flex: about ? '1 1 260px' : 1 }}>
            <Title order={2} size="h4" id={id}>
              {title}
            </Title>
            {about && (
              <Text size="sm" c="dimmed" component="div">
                {about}
              </Text>
            )}
          </div>
          {actions}
        </Group>
        {children}
      </Stack>
    </Paper>
  )
}

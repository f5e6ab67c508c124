import type { Check } from '@fairlead/api/client'
import { Group, Loader, Stack, Text, ThemeIcon } from '@mantine/core'
import { AlertIcon, CheckIcon, SkipIcon, XIcon } from '@primer/octicons-react'
import { FindingView } from './finding-view.tsx'
import { formatDuration } from './time.tsx'

const LOOKS = {
  passed: { color: 'green', icon: CheckIcon, word: 'Passed' },
  warning: { color: 'yellow', icon: AlertIcon, word: 'Warning' },
  failed: { color: 'red', icon: XIcon, word: 'Failed' },
  skipped: { color: 'gray', icon: SkipIcon, word: 'Skipped' },
} as const

interface CheckListProps {
  readonly checks: readonly Check[]
  /** Begun and not ended. */
  readonly running?: readonly Pick<Check, 'id' | 'title'>[]
}

/** Checks as they end, each with its evidence, its findings and what to do. */
export function CheckList({ checks, running = [] }: CheckListProps) {
  return (
    <Stack
      component="ul"
      gap="xs"
      m={0}
      p={0}
      aria-label="Checks"
      aria-live="polite"
      style={{ listStyle: 'none' }}
    >
      {checks.map((check) => {
        const { color, icon: Icon, word } = LOOKS[check.status]
        return (
          <li key={check.id}>
            <Group gap="sm" wrap="nowrap" align="flex-start">
              <ThemeIcon size="sm" color={color} variant="light" aria-label={word} role="img" mt={2}>
                <Icon size={12} />
              </ThemeIcon>
              <div>
                <Text size="sm" fw={600}>
                  {check.title}{' '}
                  <Text span size="xs" c="dimmed" fw={400}>
                    {formatDuration(check.durationMs)}
                  </Text>
                </Text>
                <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                  {check.detail}
                </Text>
              </div>
            </Group>
            {check.findings.length > 0 && (
              <Stack gap="xs" mt={6} ml={30}>
                {check.findings.map((finding) => (
                  <FindingView key={finding.code + finding.summary} finding={finding} />
                ))}
              </Stack>
            )}
          </li>
        )
      })}
      {running.map(({ id, title }) => (
        <li key={id}>
          <Group gap="sm" wrap="nowrap">
            <Loader size={18} aria-hidden />
            <Text size="sm" c="dimmed">
              {title} …
            </Text>
          </Group>
        </li>
      ))}
    </Stack>
  )
}

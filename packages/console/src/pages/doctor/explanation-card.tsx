import type { Diagnosis } from '@fairlead/api/client'
import { Badge, Card, Code, List, Stack, Text, Title } from '@mantine/core'

type Explanation = NonNullable<Diagnosis['explanation']>

// A cause that is so is bad news, and one that is not is nothing to look at.
const STATES = {
  confirmed: { color: 'red', word: '✗ This is it' },
  'ruled-out': { color: 'green', word: '✓ Not so' },
  'not-testable': { color: 'gray', word: '? Not known' },
} as const

/** What the line means that a tool printed, and each cause that fits it with what speaks for it or against it. */
export function ExplanationCard({ explanation }: { readonly explanation: Explanation }) {
  const { line, tool, meaning, causes } = explanation
  return (
    <Card withBorder component="section" aria-label="The line">
      <Stack gap="sm">
        <Title order={2} size="h4">
          {tool ? `The line, as ${tool} prints it` : 'The line'}
        </Title>
        <Code block tabIndex={0} aria-label="The line without secrets" style={{ whiteSpace: 'pre-wrap' }}>
          {line}
        </Code>
        <Text>{meaning}</Text>
        {causes.length > 0 && (
          <List listStyleType="none" spacing="xs" aria-label="Causes that fit the line">
            {causes.map(({ code, text, state, because }) => (
              <List.Item key={code}>
                <Badge color={STATES[state].color} variant="light" mr={8}>
                  {STATES[state].word}
                </Badge>
                <Text span fw={state === 'confirmed' ? 600 : 400}>
                  {text}
                </Text>
                <Text size="sm" c="dimmed">
                  {because}
                </Text>
              </List.Item>
            ))}
          </List>
        )}
      </Stack>
    </Card>
  )
}

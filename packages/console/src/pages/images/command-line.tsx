import { Code, Group, Text } from '@mantine/core'
import { Copy } from '../../ui/copy.tsx'

interface CommandLineProps {
  /** What it does: `Pull by digest`. */
  readonly label: string
  readonly command: string
}

/** A command to run in a shell, with its button. */
export function CommandLine({ label, command }: CommandLineProps) {
  return (
    <div>
      <Text size="sm" c="dimmed" mb={2}>
        {label}
      </Text>
      <Group gap={4} wrap="nowrap" align="center">
        <Code block className="mono" style={{ flex: 1, minWidth: 0, whiteSpace: 'pre-wrap' }}>
          {command}
        </Code>
        <Copy value={command} what={`command: ${label}`} />
      </Group>
    </div>
  )
}

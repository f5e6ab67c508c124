import { Code, ScrollArea, Text } from '@mantine/core'
import { useDeploymentMessages } from '../../data/deployment-messages.ts'
import { Section } from '../../ui/section.tsx'

/** What the cluster says while it deploys. */
export function DeploymentLog({ deploymentId }: { readonly deploymentId: string }) {
  const messages = useDeploymentMessages(deploymentId)
  if (messages.length === 0) return null
  return (
    <Section title="Messages">
      <Text size="xs" c="dimmed" mb={4}>
        Since the console was opened here.
      </Text>
      <ScrollArea.Autosize mah={280} viewportProps={{ tabIndex: 0 }}>
        <Code block role="log" aria-label="Messages">
          {messages.map(({ id, at, text }) => (
            <div key={id}>
              {new Date(at).toLocaleTimeString()} {text}
            </div>
          ))}
        </Code>
      </ScrollArea.Autosize>
    </Section>
  )
}

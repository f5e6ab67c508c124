import type { Deployment } from '@fairlead/api/client'
import { Code, ScrollArea, Text } from '@mantine/core'
import { useState } from 'react'
import { useEvents } from '../../data/live-events.ts'
import { Panel } from '../../ui/panel.tsx'

/** Messages of a pull come by the hundred; the newest are what matters. */
const MOST = 500

interface Message {
  readonly id: number
  readonly at: string
  readonly text: string
}

/** What the cluster says while it deploys, from when the page was opened. */
export function DeploymentLog({ deployment }: { readonly deployment: Deployment }) {
  const [messages, setMessages] = useState<readonly Message[]>([])
  useEvents(({ id, at, type, data }) => {
    if (type !== 'deployment.log' || data.deploymentId !== deployment.id) return
    setMessages((before) => [...before, { id, at, text: data.message }].slice(-MOST))
  })
  if (messages.length === 0) return null
  return (
    <Panel title="Messages">
      <Text size="xs" c="dimmed" mb={4}>
        From when this page was opened.
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
    </Panel>
  )
}

import type { Deployment } from '@fairlead/api/client'
import { Text, Timeline } from '@mantine/core'
import { CheckIcon, DotFillIcon, SkipIcon, XIcon } from '@primer/octicons-react'
import { Elapsed } from '../../ui/elapsed.tsx'
import { upperFirst } from '../../ui/letter-case.ts'

const LOOKS = {
  running: { word: 'Running', color: 'blue', icon: DotFillIcon },
  succeeded: { word: 'Done', color: 'green', icon: CheckIcon },
  failed: { word: 'Failed', color: 'red', icon: XIcon },
  skipped: { word: 'Skipped', color: 'gray', icon: SkipIcon },
} as const

/** The steps of a deployment, as they happen. */
export function DeploymentSteps({ deployment }: { readonly deployment: Deployment }) {
  const { steps, state } = deployment
  if (steps.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {state === 'queued' || state === 'running' ? 'It begins soon …' : 'It ended before its first step.'}
      </Text>
    )
  return (
    <div role="log" aria-label="Steps">
      <Timeline active={steps.length} bulletSize={22} lineWidth={2}>
        {steps.map((step) => {
          const { word, color, icon: Sign } = LOOKS[step.state]
          return (
            <Timeline.Item
              key={step.name}
              bullet={<Sign size={12} aria-label={word} />}
              color={color}
              title={
                <Text span size="sm" fw={600}>
                  {upperFirst(step.name)}
                </Text>
              }
              lineVariant={step.state === 'running' ? 'dashed' : 'solid'}
            >
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {step.message}
              </Text>
              <Text size="xs" c="dimmed">
                {word} · <Elapsed from={step.startedAt} until={step.finishedAt} />
              </Text>
            </Timeline.Item>
          )
        })}
      </Timeline>
    </div>
  )
}

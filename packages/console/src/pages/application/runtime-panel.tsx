import { Alert, Badge, Stack, Text } from '@mantine/core'
import {
  AlertIcon,
  CheckCircleIcon,
  CircleSlashIcon,
  QuestionIcon,
  StopIcon,
  SyncIcon,
} from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { deploymentsQuery, runtimeQuery } from '../../data/applications.ts'
import { Digest } from '../../ui/digest.tsx'
import { Endpoints } from '../../ui/endpoints.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Section } from '../../ui/section.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import type { OpenApplication } from './application-frame.tsx'
import { ClusterDrift } from './cluster-drift.tsx'
import { driftOf } from './drift.ts'
import { instances } from './spec-changes.ts'

/** Clusters tell nobody when something changes there, so they are asked. */
const ASK_EVERY_MS = 15_000

const LOOKS = {
  running: { word: 'Running', color: 'green', icon: CheckCircleIcon },
  starting: { word: 'Starting', color: 'blue', icon: SyncIcon },
  unhealthy: { word: 'Unhealthy', color: 'red', icon: AlertIcon },
  stopped: { word: 'Stopped', color: 'gray', icon: StopIcon },
  absent: { word: 'Not there', color: 'gray', icon: CircleSlashIcon },
  unknown: { word: 'Not known here', color: 'gray', icon: QuestionIcon },
} as const

/** What the cluster says of the application right now, against what should run. */
export function RuntimePanel({ open }: { readonly open: OpenApplication }) {
  const { org, application, status, environment } = open
  const runtime = useQuery({ ...runtimeQuery(org, application.id), refetchInterval: ASK_EVERY_MS })
  const history = useQuery(deploymentsQuery(org, application.id, 0, 100))
  const live = history.data?.find(
    ({ state, action }) => state === 'succeeded' && ['deploy', 'stop', 'delete'].includes(action),
  )
  const { data } = runtime
  return (
    <Section title="Running now">
      <Stack gap="sm">
        {runtime.error && (
          <Failure
            title={`${environment?.cluster_name ?? 'The cluster'} does not say what runs`}
            error={runtime.error}
            onRetry={() => void runtime.refetch()}
          />
        )}
        {!data && !runtime.error && <Waiting for="what runs" />}
        {data && status && (
          <>
            {driftOf({ runtime: data, status, live: live?.action === 'deploy' ? live : undefined }).map(
              (sentence) => (
                <Alert key={sentence} color="yellow" variant="light" icon={<AlertIcon />} title="Drift">
                  {sentence}
                </Alert>
              ),
            )}
            <ClusterDrift open={open} drift={data.drift ?? []} />
            <Facts>
              <Fact name="State">
                <RuntimeBadge state={data.state} /> <Text size="sm">{data.message}</Text>
              </Fact>
              <Fact name="Digest">{data.digest ? <Digest digest={data.digest} /> : 'Not known'}</Fact>
              <Fact name="Instances">
                {data.state === 'unknown'
                  ? 'Known to the cluster only'
                  : `${data.runningInstances} of ${instances({
                      minInstances: application.min_running_instances,
                      maxInstances: application.max_running_instances,
                    })}`}
              </Fact>
              <Fact name="Endpoints">
                <Endpoints endpoints={data.endpoints} />
              </Fact>
            </Facts>
          </>
        )}
      </Stack>
    </Section>
  )
}

function RuntimeBadge({ state }: { readonly state: keyof typeof LOOKS }) {
  const { word, color, icon: Sign } = LOOKS[state]
  return (
    <Badge color={color} variant="light" autoContrast leftSection={<Sign size={12} />}>
      {word}
    </Badge>
  )
}

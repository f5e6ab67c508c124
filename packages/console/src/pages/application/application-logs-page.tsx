import type { LogEntry } from '@fairlead/api/client'
import { Button, Group, Stack, Text } from '@mantine/core'
import { LogIcon } from '@primer/octicons-react'
import { useDeferredValue, useMemo } from 'react'
import { useSearchState } from '../../data/use-search.ts'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { ApplicationFrame, type OpenApplication } from './application-frame.tsx'
import { LogControls, type LogView, readLogView } from './log-controls.tsx'
import { LogLines } from './log-lines.tsx'
import { hasNoLogs, type LogState, useLogLines } from './use-log-lines.ts'

/** What an application writes, as it writes it. */
export function ApplicationLogsPage() {
  return <ApplicationFrame tab="logs">{(open) => <Logs open={open} />}</ApplicationFrame>
}

const matching = (lines: readonly LogEntry[], q: string): readonly LogEntry[] => {
  const wanted = q.toLowerCase()
  if (wanted === '') return lines
  return lines.filter(
    ({ message, pod_name }) =>
      message.toLowerCase().includes(wanted) || pod_name.toLowerCase().includes(wanted),
  )
}

const textOf = (lines: readonly LogEntry[]): string =>
  lines
    .map(({ created_at, pod_name, stream, message }) => `${created_at} ${pod_name} ${stream} ${message}\n`)
    .join('')

function Logs({ open }: { readonly open: OpenApplication }) {
  const { application } = open
  const [search, change] = useSearchState()
  const view = readLogView(search)
  const { lines, state, again } = useLogLines({
    applicationId: application.id,
    follow: view.follow,
    tail: view.tail,
  })
  const q = useDeferredValue(view.q)
  const shown = useMemo(() => matching(lines, q), [lines, q])
  if (state.kind === 'failed' && hasNoLogs(state.error))
    return (
      <Empty icon={<LogIcon size={32} />} title="This application's logs are elsewhere">
        {state.error.detail} Read them in the cluster, for example with <code>kubectl logs</code>.
      </Empty>
    )
  return (
    <Stack gap="sm">
      <LogControls
        view={view}
        onChange={change}
        text={() => textOf(shown)}
        fileName={`${application.name}.log`}
        disabled={shown.length === 0}
      />
      <State state={state} view={view} count={lines.length} shown={shown.length} onAgain={again} />
      {lines.length > 0 && (
        <LogLines lines={shown} wrap={view.wrap} highlight={q} live={state.kind === 'open'} />
      )}
    </Stack>
  )
}

interface StateProps {
  readonly state: LogState
  readonly view: LogView
  readonly count: number
  readonly shown: number
  readonly onAgain: () => void
}

/** How the stream stands, in words. */
function State({ state, view, count, shown, onAgain }: StateProps) {
  const lines = `${count.toLocaleString('en')} ${count === 1 ? 'line' : 'lines'}`
  const counted = view.q === '' ? lines : `${shown.toLocaleString('en')} of ${lines} match`
  if (state.kind === 'failed')
    return <Failure title="The log could not be read" error={state.error} onRetry={onAgain} />
  if (state.kind === 'loading' && count === 0) return <Waiting for="the log" />
  return (
    <Group gap="sm">
      <Text size="sm" role="status">
        {count === 0 ? 'It wrote nothing yet' : counted}. {WORDS[state.kind]}
      </Text>
      {(state.kind === 'ended' || state.kind === 'read') && (
        <Button size="compact-sm" variant="default" onClick={onAgain}>
          {state.kind === 'ended' ? 'Go on' : 'Read again'}
        </Button>
      )}
    </Group>
  )
}

const WORDS = {
  loading: 'Reading on …',
  open: 'Lines to come are shown as they are written.',
  read: 'Lines to come are not shown.',
  ended: 'The stream ended: the instances stopped or were replaced.',
} as const

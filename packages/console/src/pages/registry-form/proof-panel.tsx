import type { Verification } from '@fairlead/api/client'
import { Alert, Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { AlertIcon, CheckCircleFillIcon, SyncIcon, XCircleFillIcon } from '@primer/octicons-react'
import type { ReactNode } from 'react'
import { CheckList } from '../../ui/check-list.tsx'
import { Failure } from '../../ui/failure.tsx'
import { formatDuration, Time } from '../../ui/time.tsx'
import { isPlaced } from './form.ts'
import { isFailed, type Proof, type Purpose } from './use-proof.ts'

interface ProofPanelProps {
  readonly proof: Proof
  /** The form changed since the proof began. */
  readonly isStale: boolean
  readonly onCancel: () => void
  /** Errors whose fields show them themselves are told here in short. */
  readonly error?: unknown
  /** What else can be done now. */
  readonly children?: ReactNode
}

const DOING: Record<Purpose, string> = {
  test: 'Testing the connection',
  save: 'Testing the connection before it is saved',
  rotate: 'Testing the new secret',
}
const FAILED: Record<Purpose, string> = {
  test: 'The connection does not work',
  save: 'Not saved: the connection does not work',
  rotate: 'Not rotated: the new secret does not do',
}
const UNDONE: Record<Purpose, string> = { test: 'Not tested', save: 'Not saved', rotate: 'Not rotated' }
const NOTHING: Record<Purpose, string> = {
  test: 'The test was cancelled. Nothing was saved.',
  save: 'Saving was cancelled. Nothing was saved.',
  rotate: 'The rotation was cancelled. Nothing was changed: the old secret is in use.',
}

/** A proof: its checks as they end, then what they come to. */
export function ProofPanel({ proof, isStale, onCancel, error, children }: ProofPanelProps) {
  const { phase, purpose, checks, running } = proof
  return (
    <Paper component="section" aria-label="Test of the connection" withBorder p="lg">
      <Stack gap="md">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div role="status">
            <Title order={2} size="h4">
              <Heading proof={proof} />
            </Title>
          </div>
          {phase === 'running' && (
            <Button variant="default" size="xs" onClick={onCancel}>
              Cancel
            </Button>
          )}
        </Group>
        {isStale && phase !== 'running' && (
          <Alert color="yellow" icon={<SyncIcon />} title="This result is out of date">
            You changed the form since. What stands here is of what was there before: test again.
          </Alert>
        )}
        {phase === 'cancelled' && <Text size="sm">{NOTHING[purpose]}</Text>}
        {error !== undefined && <Failure title={UNDONE[purpose]} error={error} />}
        {isPlaced(proof.error) && <Text size="sm">The fields at fault are marked in the form.</Text>}
        <Summary verification={proof.verification} />
        <CheckList checks={checks} running={running} />
        {children}
      </Stack>
    </Paper>
  )
}

function Heading({ proof }: { readonly proof: Proof }) {
  const { phase, purpose, checks, error } = proof
  if (phase === 'running') {
    const count = checks.length === 0 ? '' : `: ${checks.length} checks done`
    return `${DOING[purpose]} …${count}`
  }
  if (phase === 'cancelled') return 'Cancelled'
  const errors = checks.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'error')
  if (isFailed(proof))
    return (
      <Sign color="red" icon={<XCircleFillIcon />}>
        {FAILED[purpose]}
        {errors.length > 1 ? ` (${errors.length} errors)` : ''}
      </Sign>
    )
  if (error !== undefined)
    return (
      <Sign color="red" icon={<AlertIcon />}>
        {UNDONE[purpose]}
      </Sign>
    )
  const warned = checks.some(({ status }) => status === 'warning')
  return (
    <Sign color={warned ? 'yellow' : 'green'} icon={<CheckCircleFillIcon />}>
      {warned ? 'The connection works, with warnings' : 'The connection works'}
    </Sign>
  )
}

function Sign({
  color,
  icon,
  children,
}: {
  readonly color: string
  readonly icon: ReactNode
  readonly children: ReactNode
}) {
  return (
    <Group component="span" gap={8} wrap="nowrap">
      <Text span c={`var(--mantine-color-${color}-light-color)`} style={{ display: 'inline-flex' }}>
        {icon}
      </Text>
      <span>{children}</span>
    </Group>
  )
}

const ABILITIES = ['list', 'pull', 'push', 'delete'] as const
const ABILITY_LOOKS = {
  yes: { color: 'green', word: 'may' },
  no: { color: 'gray', word: 'may not' },
  unknown: { color: 'gray', word: 'unknown:' },
} as const

/** What the credential can do and what is known of it. */
function Summary({ verification }: { readonly verification: Verification | undefined }) {
  if (!verification) return null
  const { capabilities, credential, durationMs } = verification
  const scopes = credential.scopesGranted
  return (
    <Stack gap="xs">
      <Group gap={6}>
        {ABILITIES.map((ability) => {
          const { color, word } = ABILITY_LOOKS[capabilities[ability]]
          return (
            <Badge key={ability} variant="light" color={color}>
              {word} {ability}
            </Badge>
          )
        })}
      </Group>
      <Text size="sm" c="dimmed">
        {credential.login && <>Credential of {credential.login}. </>}
        {scopes && <>Scopes: {scopes.length > 0 ? scopes.join(', ') : 'none'}. </>}
        {credential.expiresAt && (
          <>
            It ends <Time at={credential.expiresAt} />.{' '}
          </>
        )}
        {credential.expiresAt === null && 'It does not end by itself. '}
        Tested in {formatDuration(durationMs)}.
      </Text>
    </Stack>
  )
}

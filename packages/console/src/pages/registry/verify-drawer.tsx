import type { VerifyRegistryRequest } from '@fairlead/api/client'
import { Alert, Button, Drawer, Group, Stack, Text } from '@mantine/core'
import { CheckCircleIcon } from '@primer/octicons-react'
import { useEffect } from 'react'
import { type LiveVerification, useLiveVerification } from '../../data/use-live-verification.ts'
import { CheckList } from '../../ui/check-list.tsx'
import { Failure } from '../../ui/failure.tsx'
import { formatDuration } from '../../ui/time.tsx'
import type { OfRegistry } from './registry-page.tsx'
import { VerifyOptions } from './verify-options.tsx'

interface VerifyDrawerProps extends OfRegistry {
  readonly opened: boolean
  readonly onClose: () => void
}

/** Verifies the registry while one looks on; closing it cancels. */
export function VerifyDrawer({ org, registry, opened, onClose }: VerifyDrawerProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="lg"
      title={
        <Text span fw={600} size="lg" style={{ overflowWrap: 'anywhere' }}>
          Verify {registry.name}
        </Text>
      }
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Verifying org={org} registry={registry} onClose={onClose} />
    </Drawer>
  )
}

function Verifying({ org, registry, onClose }: OfRegistry & { readonly onClose: () => void }) {
  const { live, start, cancel } = useLiveVerification(org, registry.id)
  useEffect(() => {
    void start()
  }, [start])
  const again = (request: VerifyRegistryRequest) => void start(request)
  return (
    <Stack>
      <Verdict live={live} />
      <CheckList checks={live.checks} running={live.running} />
      {live.state === 'running' ? (
        <Group>
          <Button variant="default" onClick={cancel}>
            Cancel
          </Button>
        </Group>
      ) : (
        <>
          <VerifyOptions
            onStart={again}
            askedAgain={live.verification?.findings.some(({ code }) => code === 'credential.not_asked_again')}
          />
          <Group>
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
          </Group>
        </>
      )}
    </Stack>
  )
}

function Verdict({ live: { state, verification, checks, error } }: { readonly live: LiveVerification }) {
  if (state === 'failed') return <Failure title="The verification did not end" error={error} />
  if (state !== 'done' || verification === undefined)
    return (
      <Text role="status" c="dimmed">
        {state === 'canceled'
          ? `Canceled after ${checks.length} checks. Nothing of it is kept.`
          : 'The registry is asked. Each check appears as it ends.'}
      </Text>
    )
  const { ok, findings, durationMs } = verification
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const warnings = findings.filter(({ severity }) => severity === 'warning').length
  const took = `${checks.length} checks in ${formatDuration(durationMs)}.`
  return (
    <Alert
      role="status"
      color={ok ? (warnings > 0 ? 'yellow' : 'green') : 'red'}
      variant="light"
      {...(ok ? { icon: <CheckCircleIcon /> } : {})}
      title={ok ? 'The connection works' : 'The connection does not work'}
    >
      {took} {plural(errors, 'error')}, {plural(warnings, 'warning')}.
    </Alert>
  )
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

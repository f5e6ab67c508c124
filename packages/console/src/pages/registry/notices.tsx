import { Alert, Group, Stack, Text } from '@mantine/core'
import { HistoryIcon, ServerIcon, UnlockIcon } from '@primer/octicons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { paths } from '../../app/paths.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Link } from '../../ui/link.tsx'
import { Time } from '../../ui/time.tsx'
import { told } from '../../ui/told.tsx'
import type { OfRegistry } from './registry-page.tsx'

/** What must be known of a registry on each of its tabs. */
export function Notices({ org, registry }: OfRegistry) {
  const { tls, proxy, id } = registry
  return (
    <>
      {tls.skip_verify && (
        <Alert color="red" variant="light" icon={<UnlockIcon />} title="TLS certificates are not verified">
          Whoever is on the way to this registry can read its credential and change its images.{' '}
          <Link to={paths.editRegistry({ org, registryId: id })} size="sm" underline="always">
            Add the certificate of its authority instead
          </Link>
        </Alert>
      )}
      {proxy && (
        <Alert color="blue" variant="light" icon={<ServerIcon />} title="It is reached through a proxy">
          <span className="mono">{proxy.url}</span>
          {proxy.username !== null && ` as ${proxy.username}`}
        </Alert>
      )}
      {registry.rotation && <RotationNotice org={org} registry={registry} rotation={registry.rotation} />}
    </>
  )
}

interface RotationNoticeProps extends OfRegistry {
  readonly rotation: NonNullable<OfRegistry['registry']['rotation']>
}

/** A rotation whose old credential is still kept: one may go back to it, or be done with it. */
function RotationNotice({ org, registry: { id, name }, rotation }: RotationNoticeProps) {
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries({ queryKey: ['registries', org] })
  const undo = useMutation({
    mutationFn: () => api.registries.undoRotation(org, id),
    onSuccess: () => {
      told(`"${name}" uses its old credential again.`)
      return refresh()
    },
  })
  const end = useMutation({
    mutationFn: () => api.registries.endRotation(org, id),
    onSuccess: () => {
      told(`The old credential of "${name}" is forgotten.`)
      return refresh()
    },
  })
  const busy = undo.isPending || end.isPending
  const error = undo.error ?? end.error
  return (
    <Alert color="blue" variant="light" icon={<HistoryIcon />} title="Its credential was rotated">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          The new credential has been used since <Time at={rotation.rotated_at} />. The old one is kept to
          fall back on and is forgotten <Time at={rotation.previous_until} />; should pulls fail until then,
          it is restored by itself.
        </Text>
        <Group gap="xs">
          <ActionButton
            size="xs"
            variant="default"
            permission="registry:write"
            because={busy ? 'This is being done.' : undefined}
            onClick={() => undo.mutate()}
          >
            Undo the rotation
          </ActionButton>
          <ActionButton
            size="xs"
            variant="default"
            permission="registry:write"
            because={busy ? 'This is being done.' : undefined}
            onClick={() => end.mutate()}
          >
            Forget the old credential
          </ActionButton>
        </Group>
        {error && <Failure title="The rotation was not changed" error={error} />}
      </Stack>
    </Alert>
  )
}

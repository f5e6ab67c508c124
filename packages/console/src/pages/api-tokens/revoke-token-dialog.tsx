import type { ApiToken } from '@fairlead/api/client'
import { Alert, Text } from '@mantine/core'
import { AlertIcon } from '@primer/octicons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../../app/api.ts'
import { paths } from '../../app/paths.ts'
import { tokensQuery } from '../../data/api-tokens.ts'
import { meQuery } from '../../data/organizations.ts'
import { useOrg } from '../../data/use-org.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'

/** Ends a token at once; whoever is signed in with it is told that this signs them out. */
export function RevokeTokenDialog({
  token,
  onClose,
}: {
  readonly token: ApiToken
  readonly onClose: () => void
}) {
  const org = useOrg()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { data: me } = useQuery(meQuery())
  const own = me?.tokenId === token.id
  const revoke = async () => {
    await api.tokens.remove(org, token.id)
    if (!own) return client.invalidateQueries({ queryKey: tokensQuery(org).queryKey })
    await api.session.end()
    client.clear()
    return navigate({ to: paths.login() })
  }
  return (
    <ConfirmDialog
      title={`Revoke ${token.name}?`}
      action="Revoke the token"
      done={`The token ${token.name} is revoked.`}
      onConfirm={revoke}
      onClose={onClose}
    >
      <Text size="sm">
        The next request with this token is refused. Whatever uses it, such as a CI job, stops working until
        it has another one. This cannot be undone.
      </Text>
      {own && (
        <Alert color="yellow" variant="light" icon={<AlertIcon />} title="You are signed in with this token">
          Revoking it signs you out at once. Keep another token at hand to come back.
        </Alert>
      )}
    </ConfirmDialog>
  )
}

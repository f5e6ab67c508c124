import type { ApiToken } from '@fairlead/api/client'
import { Badge, Group, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { meQuery } from '../../data/organizations.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Time } from '../../ui/time.tsx'
import { ExpiryCell } from './expiry-cell.tsx'
import { RevokeTokenDialog } from './revoke-token-dialog.tsx'
import { ROLES } from './roles.ts'

/** The tokens of the organization, newest first. */
export function ApiTokenTable({ tokens }: { readonly tokens: readonly ApiToken[] }) {
  const [revoked, setRevoked] = useState<ApiToken>()
  const { data: me } = useQuery(meQuery())
  const newest = tokens.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
  return (
    <>
      <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table aria-label="API tokens" verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Role</Table.Th>
              <Table.Th>Created</Table.Th>
              <Table.Th>Expires</Table.Th>
              <Table.Th aria-label="Actions" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {newest.map((token) => (
              <Table.Tr key={token.id}>
                <Table.Th scope="row" fw={400}>
                  <Group gap="xs">
                    <Text span size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
                      {token.name}
                    </Text>
                    {token.id === me?.tokenId && <Badge variant="light">You use this one</Badge>}
                  </Group>
                </Table.Th>
                <Table.Td>{ROLES.find(({ role }) => role === token.role)?.label ?? token.role}</Table.Td>
                <Table.Td>
                  <Time at={token.createdAt} />
                </Table.Td>
                <Table.Td>
                  <ExpiryCell expiresAt={token.expiresAt} />
                </Table.Td>
                <Table.Td ta="right">
                  <ActionButton
                    permission="organization:write"
                    variant="default"
                    size="xs"
                    aria-label={`Revoke ${token.name}`}
                    onClick={() => setRevoked(token)}
                  >
                    Revoke
                  </ActionButton>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {revoked && <RevokeTokenDialog token={revoked} onClose={() => setRevoked(undefined)} />}
    </>
  )
}

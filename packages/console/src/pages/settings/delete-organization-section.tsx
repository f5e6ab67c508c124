import type { Organization } from '@fairlead/api/client'
import { List, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'
import { useHoldings } from './use-holdings.ts'

/** Deletes an organization that holds nothing any more; until then it says what it holds. */
export function DeleteOrganizationSection({ organization }: { readonly organization: Organization }) {
  const [asking, setAsking] = useState(false)
  const holdings = useHoldings(organization.id)
  const client = useQueryClient()
  const navigate = useNavigate()
  const remove = async () => {
    await api.organizations.remove(organization.id)
    client.clear()
    await navigate({ to: '/' })
  }
  return (
    <Section
      title="Delete this organization"
      about="Its API tokens and webhooks go with it; its audit trail stays in the database."
      actions={
        <ActionButton
          permission="organization:write"
          because={keptBy(holdings?.map(({ words }) => words))}
          variant="outline"
          color="red"
          onClick={() => setAsking(true)}
        >
          Delete organization
        </ActionButton>
      }
    >
      {holdings && holdings.length > 0 && (
        <div>
          <Text size="sm">It cannot be deleted while it holds</Text>
          <List size="sm" spacing="xs">
            {holdings.map(({ words, to }) => (
              <List.Item key={to}>
                <Link to={to}>{words}</Link>
              </List.Item>
            ))}
          </List>
        </div>
      )}
      {asking && (
        <ConfirmDialog
          title={`Delete ${organization.name}?`}
          action="Delete the organization"
          done={`The organization ${organization.name} is deleted.`}
          typed={organization.name}
          onConfirm={remove}
          onClose={() => setAsking(false)}
        >
          <Text size="sm">
            Its API tokens are refused from then on and its webhooks are gone. This cannot be undone.
          </Text>
        </ConfirmDialog>
      )}
    </Section>
  )
}

function keptBy(holdings: readonly string[] | undefined): string | undefined {
  if (holdings === undefined) return 'It is not known yet what the organization holds.'
  if (holdings.length === 0) return undefined
  return `It still holds ${holdings.join(', ')}. Delete them first.`
}

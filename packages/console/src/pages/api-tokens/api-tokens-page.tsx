import { Button } from '@mantine/core'
import { KeyIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { tokensQuery } from '../../data/api-tokens.ts'
import { useMayNot } from '../../data/use-may.ts'
import { useOrg } from '../../data/use-org.ts'
import { Page } from '../../layout/page.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Forbidden } from '../../ui/forbidden.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { ApiTokenTable } from './api-token-table.tsx'
import { CreateTokenDialog } from './create-token-dialog.tsx'

/** Who may use the API besides the people of the installation: CI, scripts, the command line. */
export function ApiTokensPage() {
  const [creating, setCreating] = useState(false)
  const create = (
    <ActionButton permission="organization:write" onClick={() => setCreating(true)}>
      Create token
    </ActionButton>
  )
  return (
    <Page
      title="API tokens"
      about="With a token, CI, scripts and the command line do what its role allows in this organization. A token is shown once, when it is made."
      actions={create}
    >
      <Tokens onCreate={() => setCreating(true)} />
      {creating && <CreateTokenDialog onClose={() => setCreating(false)} />}
    </Page>
  )
}

function Tokens({ onCreate }: { readonly onCreate: () => void }) {
  const org = useOrg()
  const mayNot = useMayNot('organization:write')
  const { data, error, refetch } = useQuery({ ...tokensQuery(org), enabled: mayNot === undefined })
  if (mayNot !== undefined) return <Forbidden what="the API tokens" reason={mayNot} />
  if (data && data.length > 0) return <ApiTokenTable tokens={data} />
  if (data)
    return (
      <Empty
        icon={<KeyIcon size={32} />}
        title="No API tokens yet"
        action={<Button onClick={onCreate}>Create the first token</Button>}
      >
        A CI job that deploys needs one with the role deployer; a dashboard that only reads needs a viewer.
        The administrator's token of the whole installation is not listed here.
      </Empty>
    )
  if (error)
    return <Failure title="The API tokens could not be loaded" error={error} onRetry={() => void refetch()} />
  return <Waiting for="the API tokens" />
}

import { Stack } from '@mantine/core'
import { ServerIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { meQuery } from '../../data/organizations.ts'
import { clustersQuery, environmentsQuery } from '../../data/places.ts'
import { useOrg } from '../../data/use-org.ts'
import { Page } from '../../layout/page.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { AddClusterDialog } from './add-cluster-dialog.tsx'
import { ClusterCard } from './cluster-card.tsx'

/** The places that applications are deployed to, and whether each can be deployed to now. */
export function ClustersPage() {
  const org = useOrg()
  const [adding, setAdding] = useState(false)
  const { data: me } = useQuery(meQuery())
  const clusters = useQuery(clustersQuery(org))
  const environments = useQuery(environmentsQuery(org))
  // A cluster reaches the machine of the server, so the server takes it from its own administrators only.
  const because =
    me?.organizationId === null
      ? undefined
      : "Only a token of the whole installation adds clusters: a cluster reaches the server's own engine and folders."
  const add = (
    <ActionButton permission="organization:write" because={because} onClick={() => setAdding(true)}>
      Add cluster
    </ActionButton>
  )
  return (
    <Page
      title="Clusters"
      about="The deploy targets of this organization. An environment belongs to one of them, and its applications run there."
      actions={add}
    >
      {clusters.data && clusters.data.length > 0 && (
        <Stack component="ul" m={0} p={0} aria-label="Clusters" style={{ listStyle: 'none' }}>
          {clusters.data.map((cluster) => (
            <ClusterCard
              key={cluster.id}
              cluster={cluster}
              environments={environments.data?.filter(({ cluster_id }) => cluster_id === cluster.id)}
            />
          ))}
        </Stack>
      )}
      {clusters.data?.length === 0 && (
        <Empty icon={<ServerIcon size={32} />} title="No clusters yet">
          Before anything can be deployed, an administrator of the installation adds the place where it will
          run: a Kubernetes cluster, a Docker engine, or a Git repository that a GitOps controller follows.
        </Empty>
      )}
      {clusters.isPending && <Waiting for="the clusters" />}
      {clusters.error && (
        <Failure
          title="The clusters could not be loaded"
          error={clusters.error}
          onRetry={() => void clusters.refetch()}
        />
      )}
      {environments.error && (
        <Failure
          title="The environments could not be loaded"
          error={environments.error}
          onRetry={() => void environments.refetch()}
        />
      )}
      {adding && <AddClusterDialog onClose={() => setAdding(false)} />}
    </Page>
  )
}

import { Alert, Stack, Text } from '@mantine/core'
import { CheckCircleIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { registriesQuery } from '../../data/registries.ts'
import { type Concern, useAttention } from '../../data/use-attention.ts'
import { useOrg } from '../../data/use-org.ts'
import { Failure } from '../../ui/failure.tsx'
import { Section } from '../../ui/section.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { ConcernView } from './concern-view.tsx'

const keyOf = (concern: Concern): string => {
  switch (concern.about) {
    case 'registry':
    case 'expiry':
      return `${concern.about} ${concern.registry.id}`
    case 'deployment':
      return concern.deploymentId
    case 'cluster':
      return concern.cluster.id
  }
}

/** What does not work or soon will not, each with its first finding and the way to it. */
export function Attention() {
  const org = useOrg()
  const { concerns, isPending, error, refetch } = useAttention(org)
  const { data: registries = [] } = useQuery(registriesQuery(org))
  if (error)
    return <Failure title="What needs attention could not be loaded" error={error} onRetry={refetch} />
  if (isPending) return <Waiting for="what needs attention" />
  if (concerns.length > 0)
    return (
      <Section title="Needs attention">
        <Stack gap="xs">
          {concerns.map((concern) => (
            <ConcernView key={keyOf(concern)} concern={concern} />
          ))}
        </Stack>
      </Section>
    )
  // Of nothing it cannot be said that it works.
  if (registries.length === 0) return null
  const unproved = registries.filter(({ health }) => health === 'unverified').length
  return (
    <Alert color="green" icon={<CheckCircleIcon />} title="Nothing needs attention">
      <Text size="sm">
        No registry fails or ends its credential within 30 days, no application failed at its latest
        deployment, and every cluster can be deployed to.
        {unproved > 0 &&
          ` ${unproved} ${unproved === 1 ? 'registry was' : 'registries were'} never verified: nothing is known of them.`}
      </Text>
    </Alert>
  )
}

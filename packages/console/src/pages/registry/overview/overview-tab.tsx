import { SimpleGrid, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { verificationQuery } from '../../../data/registries.ts'
import { Failure } from '../../../ui/failure.tsx'
import { Waiting } from '../../../ui/waiting.tsx'
import { NotVerified } from '../checks-tab.tsx'
import type { OfRegistry } from '../registry-page.tsx'
import { CapabilityMatrix } from './capability-matrix.tsx'
import { ConnectionFacts } from './connection-facts.tsx'
import { CredentialPanel } from './credential-panel.tsx'
import { ExpiryLine } from './expiry-line.tsx'
import { StatePanel } from './state-panel.tsx'

/** What is known of a registry: its findings first. */
export function OverviewTab({ org, registry }: OfRegistry) {
  const { data: verification, error, refetch } = useQuery(verificationQuery(org, registry.id))
  return (
    <Stack gap="md">
      {error && (
        <Failure
          title="The latest verification could not be loaded"
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      {verification === undefined && !error && <Waiting for="the latest verification" />}
      {verification === null && <NotVerified />}
      {verification && (
        <>
          <StatePanel registry={registry} verification={verification} />
          <CapabilityMatrix verification={verification} />
        </>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {verification !== undefined && (
          <Stack gap="md">
            {verification && <CredentialPanel credential={verification.credential} />}
            <ExpiryLine registry={registry} credential={verification?.credential} />
          </Stack>
        )}
        <ConnectionFacts registry={registry} />
      </SimpleGrid>
    </Stack>
  )
}

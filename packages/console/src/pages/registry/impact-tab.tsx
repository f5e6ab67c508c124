import type { RegistryImpactAnswer } from '@fairlead/api/client'
import { Alert, Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core'
import { ZapIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api } from '../../app/api.ts'
import { paths } from '../../app/paths.ts'
import { impactQuery } from '../../data/registries.ts'
import { Failure } from '../../ui/failure.tsx'
import { Link } from '../../ui/link.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { ImpactImages } from './impact-images.tsx'
import { NextFailures } from './next-failures.tsx'
import type { OfRegistry } from './registry-page.tsx'

/** What stops if the credential of the registry dies tonight. */
export function ImpactTab({ org, registry }: OfRegistry) {
  const { data: known, error, refetch } = useQuery(impactQuery(org, registry.id))
  const { probed, probing, probeError, probe, cancel } = useProbe(org, registry.id)
  if (error)
    return <Failure title="The impact could not be found out" error={error} onRetry={() => void refetch()} />
  const impact = probed ?? known
  if (!impact) return <Waiting for="what would stop" />
  return (
    <Stack gap="lg">
      <Alert
        color={impact.services.length > 0 ? 'yellow' : 'green'}
        variant="light"
        icon={<ZapIcon />}
        title="If this token dies tonight"
      >
        {impact.summary}
      </Alert>
      <NextFailures next={impact.next} />
      <ImpactServices org={org} impact={impact} />
      <section>
        <Group justify="space-between" mb="sm">
          <Title order={2} size="h4">
            Images that run from it
          </Title>
          {impact.images.length > 0 &&
            (probing ? (
              <Group gap="sm">
                <Text size="sm" c="dimmed" role="status">
                  The other connections are asked for {impact.images.length} images …
                </Text>
                <Button size="xs" variant="default" onClick={cancel}>
                  Cancel
                </Button>
              </Group>
            ) : (
              <Button size="xs" variant="default" onClick={probe}>
                {impact.probed ? 'Ask the others again' : 'Ask who else could pull them'}
              </Button>
            ))}
        </Group>
        {probeError !== undefined && <Failure title="The others could not be asked" error={probeError} />}
        <ImpactImages org={org} images={impact.images} probed={impact.probed} />
      </section>
    </Stack>
  )
}

function ImpactServices({ org, impact }: { readonly org: string; readonly impact: RegistryImpactAnswer }) {
  if (impact.services.length === 0) return null
  return (
    <section>
      <Title order={2} size="h4" mb="sm">
        Services
      </Title>
      <Paper withBorder p="sm">
        <List size="sm" spacing={4} aria-label="Services that pull with it">
          {impact.services.map(
            ({ service_id, service_name, project_name, environment_name, cluster, running }) => (
              <List.Item key={service_id}>
                <Link to={paths.application({ org, applicationId: service_id })} size="sm" underline="always">
                  {service_name}
                </Link>{' '}
                in {project_name} / {environment_name}
                {cluster && ` on ${cluster.name}`}
                {running ? ', running from it' : ', not running from it'}
              </List.Item>
            ),
          )}
        </List>
      </Paper>
    </section>
  )
}

/** Really asks others for the images. Only who presses the button starts it: it asks registries that are not ours. */
function useProbe(org: string, id: string) {
  const [probed, setProbed] = useState<RegistryImpactAnswer>()
  const [probing, setProbing] = useState(false)
  const [probeError, setProbeError] = useState<unknown>()
  const controller = useRef<AbortController>(null)
  const cancel = () => controller.current?.abort()
  useEffect(() => () => controller.current?.abort(), [])
  const probe = () => {
    const mine = new AbortController()
    controller.current = mine
    setProbing(true)
    setProbeError(undefined)
    api.registries
      .impact(org, id, { probe: true, signal: mine.signal })
      .then(setProbed, (error: unknown) => {
        if (!mine.signal.aborted) setProbeError(error)
      })
      .finally(() => setProbing(false))
  }
  return { probed, probing, probeError, probe, cancel }
}

import type { Registry } from '@fairlead/api/client'
import { List, Paper, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { impactQuery } from '../../data/registries.ts'
import { useOrg } from '../../data/use-org.ts'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'

/** The images that the new secret has to pull before it is taken. */
export function RotationScope({ registry }: { readonly registry: Registry }) {
  const { data, error, refetch } = useQuery(impactQuery(useOrg(), registry.id))
  return (
    <Paper withBorder p="lg" component="section" aria-label="What it is tested on">
      <Stack gap="sm">
        <Title order={2} size="h4">
          What it is tested on
        </Title>
        {error ? (
          <Failure title="What runs could not be loaded" error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <Waiting for="what runs from this registry" />
        ) : data.images.length === 0 ? (
          <Text size="sm">
            Nothing runs from this registry now, so it is tested as a new connection would be.
          </Text>
        ) : (
          <>
            <Text size="sm">
              {data.images.length === 1 ? 'One image runs' : `${data.images.length} images run`} from it:
            </Text>
            <List size="sm" spacing={4}>
              {data.images.slice(0, 20).map(({ repository, tag, digest, services }) => (
                <List.Item key={repository + digest}>
                  <span className="mono">
                    {repository}:{tag}
                  </span>{' '}
                  in {services.join(', ')}
                </List.Item>
              ))}
              {data.images.length > 20 && <List.Item>and {data.images.length - 20} more</List.Item>}
            </List>
          </>
        )}
      </Stack>
    </Paper>
  )
}

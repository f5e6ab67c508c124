import { Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { meQuery } from '../../data/organizations.ts'
import { serverQuery } from '../../data/server.ts'
import { Copyable } from '../../ui/copy.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { Failure } from '../../ui/failure.tsx'
import { OutsideLink } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'

/** Which server this is, who is signed in, and where its API is described. */
export function ServerSection() {
  const { data, error, refetch } = useQuery(serverQuery())
  const { data: me } = useQuery(meQuery())
  return (
    <Section title="Server">
      <Facts>
        <Fact name="Version">{data ? `Fairlead ${data.version}` : error ? 'Unknown' : 'Asking …'}</Fact>
        <Fact name="Address of the API">
          <Copyable value={window.location.origin} what="address of the API" />
        </Fact>
        {me && (
          <Fact name="Signed in with">
            {me.name}, {me.role}
            {me.organizationId === null ? ' of the whole installation' : ' of this organization'}
          </Fact>
        )}
      </Facts>
      {error && (
        <Failure title="The server did not say its version" error={error} onRetry={() => void refetch()} />
      )}
      <Group gap="md">
        <OutsideLink href="/docs" size="sm">
          API, errors and findings explained
        </OutsideLink>
        <OutsideLink href="/openapi.json" size="sm">
          OpenAPI document
        </OutsideLink>
      </Group>
    </Section>
  )
}

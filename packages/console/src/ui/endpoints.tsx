import { Stack, Text } from '@mantine/core'
import { OutsideLink } from './link.tsx'

interface EndpointsProps {
  readonly endpoints: readonly { readonly port: number; readonly url: string }[]
}

/** Where an application answers. An address that no browser opens, such as tcp://, is a text. */
export function Endpoints({ endpoints }: EndpointsProps) {
  if (endpoints.length === 0)
    return (
      <Text size="sm" c="dimmed">
        None
      </Text>
    )
  return (
    <Stack gap={2}>
      {endpoints.map(({ port, url }) => (
        <Text size="sm" key={`${port} ${url}`} style={{ overflowWrap: 'anywhere' }}>
          {/^https?:\/\//.test(url) ? <OutsideLink href={url}>{url}</OutsideLink> : url}
        </Text>
      ))}
    </Stack>
  )
}

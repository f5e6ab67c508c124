import { Code, ScrollArea, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { kubernetesRbacQuery } from '../../data/clusters.ts'
import { Copy } from '../../ui/copy.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'

const TYPED_MS = 400

/** The manifest of the least rights, to copy, and what makes a kubeconfig of it. */
export function RightsHelp({ namespace }: { readonly namespace: string }) {
  return (
    <Disclosure label="Rights: the least that Fairlead needs there">
      <Manifest namespace={namespace} />
    </Disclosure>
  )
}

function Manifest({ namespace }: { readonly namespace: string }) {
  const [asked] = useDebouncedValue(namespace, TYPED_MS)
  const { data, error } = useQuery(kubernetesRbacQuery(asked === '' ? undefined : asked))
  if (error) return <Failure title="The manifest could not be made" error={error} />
  if (!data) return <Waiting for="the manifest" />
  return (
    <Stack gap="xs">
      <Block
        about="Apply this as an administrator of the cluster (kubectl apply -f -):"
        text={data.manifest}
        what="manifest"
      />
      <Block about="Then these commands make fairlead.kubeconfig:" text={data.kubeconfig} what="commands" />
    </Stack>
  )
}

function Block({
  about,
  text,
  what,
}: {
  readonly about: string
  readonly text: string
  readonly what: string
}) {
  return (
    <div>
      <Text size="sm">
        {about} <Copy value={text} what={what} />
      </Text>
      <ScrollArea.Autosize mah={240} viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': what }}>
        <Code block>{text}</Code>
      </ScrollArea.Autosize>
    </div>
  )
}

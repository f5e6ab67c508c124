import type { ImageDetailsAnswer, Registry } from '@fairlead/api/client'
import { Button, CopyButton, Group, Stack } from '@mantine/core'
import { CheckIcon, CopyIcon } from '@primer/octicons-react'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Section } from '../../ui/section.tsx'
import { CommandLine } from './command-line.tsx'
import { fullName, hostOf, isDigest, withReference } from './image-names.ts'
import { kubernetesYaml } from './kubernetes.ts'

interface UseItPanelProps {
  readonly registry: Registry
  readonly image: string
  readonly reference: string
  readonly details: ImageDetailsAnswer
}

/** How an image is pulled and run elsewhere. */
export function UseItPanel({ registry, image, reference, details }: UseItPanelProps) {
  const name = fullName(registry, image)
  const pinned = withReference(name, details.digest)
  const yaml = kubernetesYaml({
    image: pinned,
    tag: reference,
    repository: image,
    ports: details.config.exposed_ports,
    host: hostOf(registry),
  })
  return (
    <Section title="Use it">
      <Stack gap="sm">
        {!isDigest(reference) && (
          <CommandLine label="Pull by tag" command={`docker pull ${withReference(name, reference)}`} />
        )}
        <CommandLine label="Pull by digest: always this very image" command={`docker pull ${pinned}`} />
        <Group gap="sm">
          <CopyButton value={yaml}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                size="xs"
                leftSection={copied ? <CheckIcon /> : <CopyIcon />}
                onClick={copy}
              >
                {copied ? 'Copied Kubernetes YAML' : 'Copy Kubernetes YAML'}
              </Button>
            )}
          </CopyButton>
        </Group>
        <Disclosure label="Kubernetes YAML">
          <pre className="mono" style={{ margin: 0, whiteSpace: 'pre-wrap' }}>
            {yaml}
          </pre>
        </Disclosure>
      </Stack>
    </Section>
  )
}

import type { Registry } from '@fairlead/api/client'
import { Stack, Text } from '@mantine/core'
import { PackageIcon } from '@primer/octicons-react'
import { Empty } from '../../ui/empty.tsx'
import { CommandLine } from './command-line.tsx'
import { fullName, hostOf } from './image-names.ts'

const OWNED: readonly string[] = ['GITHUB_CR', 'GITHUB_ENTERPRISE_CR', 'DOCKER_HUB']

/** Below which name images are pushed, as far as the connection tells it. */
const ownerOf = ({ kind, repository_prefix: prefix, config }: Registry): string =>
  prefix || (OWNED.includes(kind) ? String(config.username ?? '') : '') || 'acme'

/** How each vendor's own documentation logs an engine in. */
function loginCommand(registry: Registry): string {
  const host = hostOf(registry)
  switch (registry.kind) {
    case 'ECR':
      return `aws ecr get-login-password | docker login --username AWS --password-stdin ${host}`
    case 'GCP_ARTIFACT_REGISTRY':
      return `gcloud auth configure-docker ${host}`
    case 'AZURE_CR':
      return `az acr login --name ${host.split('.')[0]}`
    case 'DOCR':
      return 'doctl registry login'
    default:
      return host === 'docker.io' ? 'docker login' : `docker login ${host}`
  }
}

/** What stands where a registry lists nothing: how an image gets there. */
export function NoImages({ registry }: { readonly registry: Registry }) {
  const owner = ownerOf(registry)
  const image = `${fullName(registry, `${owner.toLowerCase()}/app`)}:1.0`
  return (
    <Empty icon={<PackageIcon size={40} />} title="No image is here yet">
      <Stack gap="sm" ta="left">
        <Text ta="center">
          {hostOf(registry)} shows this connection no image. Push one from a machine that has it:
        </Text>
        <CommandLine label="Log in, with a token that may push" command={loginCommand(registry)} />
        <CommandLine label="Name the image" command={`docker tag app:latest ${image}`} />
        <CommandLine label="Push it" command={`docker push ${image}`} />
        {registry.kind.startsWith('GITHUB') && (
          <Text size="sm">
            A GitHub token pushes with the scope <span className="mono">write:packages</span>. A package that
            was pushed from the command line is private and belongs to {owner}; this connection sees it when
            its token may read it.
          </Text>
        )}
      </Stack>
    </Empty>
  )
}

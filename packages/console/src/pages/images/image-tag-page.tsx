import type { ImageDetailsAnswer, Registry } from '@fairlead/api/client'
import { SimpleGrid, Stack } from '@mantine/core'
import { RocketIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { imageDetailsQuery } from '../../data/images.ts'
import { useOrg, useParam } from '../../data/use-org.ts'
import { useSearchState } from '../../data/use-search.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { ActionLink } from '../../ui/action-link.tsx'
import { shortDigest } from '../../ui/digest.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { ConfigPanel, LabelsPanel, VariablesPanel } from './config-panel.tsx'
import { ImageFailure } from './image-failure.tsx'
import { isDigest, withReference } from './image-names.ts'
import { ImagesFrame } from './images-frame.tsx'
import { LayerList } from './layer-list.tsx'
import { ManifestPanel } from './manifest-panel.tsx'
import { UseItPanel } from './use-it-panel.tsx'

/** What is behind one tag or digest of an image. */
export function ImageTagPage() {
  const org = useOrg()
  const registryId = useParam('registryId')
  const image = useParam('image')
  const reference = useParam('reference')
  const of = { org, registryId }
  const shown = isDigest(reference) ? shortDigest(reference) : reference
  return (
    <ImagesFrame
      title={withReference(image, shown)}
      crumbs={[
        { label: 'Images', to: paths.images(of) },
        { label: image, to: paths.image({ ...of, image }) },
      ]}
      actions={
        isDigest(reference) ? (
          <ActionButton
            permission="service:write"
            because="An application follows a tag. Deploy one of the tags of this image."
            leftSection={<RocketIcon />}
          >
            Deploy
          </ActionButton>
        ) : (
          <ActionLink
            to={paths.createApplication({ org, registry: registryId, image, tag: reference })}
            permission="service:write"
            leftSection={<RocketIcon />}
          >
            Deploy
          </ActionLink>
        )
      }
    >
      {(registry) => <Details org={org} registry={registry} image={image} reference={reference} />}
    </ImagesFrame>
  )
}

interface DetailsProps {
  readonly org: string
  readonly registry: Registry
  readonly image: string
  readonly reference: string
}

function Details({ org, registry, image, reference }: DetailsProps) {
  const [{ platform }, setSearch] = useSearchState()
  // The tag as it stands tells the platforms; another one than its first is read from the same digest.
  const top = useQuery(imageDetailsQuery(org, registry.id, { imageName: image, reference }))
  const isOther = platform !== undefined && top.data !== undefined && platform !== top.data.config.platform
  const other = useQuery({
    ...imageDetailsQuery(org, registry.id, {
      imageName: image,
      reference: top.data?.digest ?? reference,
      platform,
    }),
    enabled: isOther,
  })
  if (top.error)
    return (
      <ImageFailure
        org={org}
        registryId={registry.id}
        image={image}
        title="The image could not be read"
        error={top.error}
        onRetry={() => void top.refetch()}
      />
    )
  if (!top.data) return <Waiting for="the image" />
  const chosen = isOther ? other : top
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <ManifestPanel
          details={chosen.data ?? top.data}
          platform={platform ?? top.data.config.platform}
          onPlatform={(next) => setSearch({ platform: next })}
        />
        <UseItPanel registry={registry} image={image} reference={reference} details={top.data} />
      </SimpleGrid>
      {chosen.data ? (
        <Platform details={chosen.data} />
      ) : chosen.error ? (
        <Failure
          title={`The image for ${platform} could not be read`}
          error={chosen.error}
          onRetry={() => void chosen.refetch()}
        />
      ) : (
        <Waiting for={`the image for ${platform}`} />
      )}
    </Stack>
  )
}

/** What belongs to one platform. */
function Platform({ details }: { readonly details: ImageDetailsAnswer }) {
  return (
    <>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Stack>
          <ConfigPanel config={details.config} />
          <VariablesPanel config={details.config} />
        </Stack>
        <LabelsPanel config={details.config} />
      </SimpleGrid>
      <LayerList layers={details.layers} />
    </>
  )
}

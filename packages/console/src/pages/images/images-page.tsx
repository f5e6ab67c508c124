import { ApiError, type Registry } from '@fairlead/api/client'
import { Alert, Stack, Text } from '@mantine/core'
import { InfoIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { imagesQuery } from '../../data/images.ts'
import { useOrg } from '../../data/use-org.ts'
import { useSearchState } from '../../data/use-search.ts'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { ImageList } from './image-list.tsx'
import { hostOf } from './image-names.ts'
import { ImagesFrame } from './images-frame.tsx'
import { ListHead } from './list-head.tsx'
import { NoImages } from './no-images.tsx'
import { OpenImage } from './open-image.tsx'

/** The images behind a registry connection. */
export function ImagesPage() {
  const org = useOrg()
  return (
    <ImagesFrame
      title="Images"
      about={(registry) => `What ${hostOf(registry)} shows to the connection ${registry.name}.`}
    >
      {(registry) => <Images org={org} registry={registry} />}
    </ImagesFrame>
  )
}

function Images({ org, registry }: { readonly org: string; readonly registry: Registry }) {
  const [{ search = '' }] = useSearchState()
  const { data: images, error, refetch, isFetching } = useQuery(imagesQuery(org, registry.id))
  const open = (hint: string) => (
    <OpenImage org={org} registryId={registry.id} host={hostOf(registry)} hint={hint} />
  )
  if (error instanceof ApiError && error.code === 'operation.unsupported')
    return (
      <Stack>
        <Alert icon={<InfoIcon />} color="blue" variant="light" title="This registry has no list of images">
          {error.detail}
        </Alert>
        {open('Without the host; a tag or a digest may follow.')}
      </Stack>
    )
  if (error)
    return (
      <Stack>
        <Failure title="The images could not be listed" error={error} onRetry={() => void refetch()} />
        {open('An image whose name you know may be there all the same.')}
      </Stack>
    )
  if (!images) return <Waiting for="the images" />
  if (images.length === 0) return <NoImages registry={registry} />
  const wanted = search.trim().toLowerCase()
  const found = images.filter(({ image_name: name }) => name.toLowerCase().includes(wanted))
  return (
    <Stack>
      <ListHead
        label="Search images"
        placeholder="Part of the name"
        count={
          found.length === images.length
            ? counted(images.length)
            : `${found.length} of ${counted(images.length)}`
        }
        isFetching={isFetching}
        onAgain={() => void refetch()}
      />
      {found.length > 0 ? (
        <ImageList key={wanted} org={org} registry={registry} images={found} />
      ) : (
        <Stack>
          <Text>No image has "{search}" in its name.</Text>
          {open('An image that is not listed may be there all the same.')}
        </Stack>
      )}
    </Stack>
  )
}

const counted = (count: number): string => (count === 1 ? '1 image' : `${count} images`)

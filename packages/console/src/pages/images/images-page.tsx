import { ApiError, type Registry } from '@fairlead/api/client'
import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { InfoIcon, SyncIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { imagesQuery } from '../../data/images.ts'
import { registryQuery } from '../../data/registries.ts'
import { useOrg, useParam } from '../../data/use-org.ts'
import { useSearchState } from '../../data/use-search.ts'
import { Page } from '../../layout/page.tsx'
import { Failure } from '../../ui/failure.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { ImageList } from './image-list.tsx'
import { hostOf } from './image-names.ts'
import { NoImages } from './no-images.tsx'
import { OpenImage } from './open-image.tsx'

/** The images behind a registry connection. */
export function ImagesPage() {
  const org = useOrg()
  const registryId = useParam('registryId')
  const { data: registry, error, refetch } = useQuery(registryQuery(org, registryId))
  const crumbs = [
    { label: 'Container registries', to: paths.registries({ org }) },
    ...(registry ? [{ label: registry.name, to: paths.registry({ org, registryId }) }] : []),
  ]
  return (
    <Page
      title="Images"
      crumbs={crumbs}
      about={registry && `What ${hostOf(registry)} shows to the connection ${registry.name}.`}
    >
      {registry ? (
        <Images org={org} registry={registry} />
      ) : error ? (
        <Failure title="The registry could not be loaded" error={error} onRetry={() => void refetch()} />
      ) : (
        <Waiting for="the registry" />
      )}
    </Page>
  )
}

function Images({ org, registry }: { readonly org: string; readonly registry: Registry }) {
  const [{ search = '' }, setSearch] = useSearchState()
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
      <Group justify="space-between">
        <SearchField
          label="Search images"
          value={search}
          onSearch={(text) => setSearch({ search: text })}
          placeholder="Part of the name"
        />
        <Group gap="sm">
          <Text size="sm" c="dimmed" role="status">
            {found.length === images.length
              ? counted(images.length)
              : `${found.length} of ${counted(images.length)}`}
          </Text>
          <Button
            variant="default"
            size="xs"
            leftSection={<SyncIcon />}
            loading={isFetching}
            onClick={() => void refetch()}
          >
            Ask again
          </Button>
        </Group>
      </Group>
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

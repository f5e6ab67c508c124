import type { Registry } from '@fairlead/api/client'
import { Alert, Stack, Text } from '@mantine/core'
import { InfoIcon } from '@primer/octicons-react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { tagPageQuery } from '../../data/images.ts'
import { useOrg, useParam } from '../../data/use-org.ts'
import { useSearchState } from '../../data/use-search.ts'
import { Copyable } from '../../ui/copy.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { ImageFailure } from './image-failure.tsx'
import { fullName } from './image-names.ts'
import { ImagesFrame } from './images-frame.tsx'
import { ListHead } from './list-head.tsx'
import { TagList } from './tag-list.tsx'

/** One image: its tags. */
export function ImagePage() {
  const org = useOrg()
  const registryId = useParam('registryId')
  const image = useParam('image')
  return (
    <ImagesFrame
      title={image}
      crumbs={[{ label: 'Images', to: paths.images({ org, registryId }) }]}
      about={(registry) => <Copyable value={fullName(registry, image)} what="image name" />}
    >
      {(registry) => <Tags key={image} org={org} registry={registry} image={image} />}
    </ImagesFrame>
  )
}

interface TagsProps {
  readonly org: string
  readonly registry: Registry
  readonly image: string
}

function Tags({ org, registry, image }: TagsProps) {
  const [{ search = '' }] = useSearchState()
  const client = useQueryClient()
  const { data, error, refetch, isFetching } = useQuery({
    ...tagPageQuery(org, registry.id, image, search, 0),
    // What was found before stays while somebody types.
    placeholderData: keepPreviousData,
  })
  if (error)
    return (
      <ImageFailure
        org={org}
        registryId={registry.id}
        image={image}
        title="The tags could not be listed"
        error={error}
        onRetry={() => void refetch()}
      />
    )
  if (!data) return <Waiting for="the tags" />
  const again = async () => {
    // The first page begins a new list on the server, to which the others belong then.
    await refetch()
    const queryKey = ['images', org, registry.id, 'tag-pages', image, search]
    await client.invalidateQueries({ queryKey, predicate: (query) => query.queryKey.at(-1) !== 0 })
  }
  return (
    <Stack>
      <ListHead
        label="Search tags"
        placeholder="Part of the tag"
        count={`${data.total.toLocaleString('en')} ${data.total === 1 ? 'tag' : 'tags'}${search === '' ? '' : ' found'}`}
        isFetching={isFetching}
        onAgain={() => void again()}
      />
      {data.note !== undefined && (
        <Alert color="blue" variant="light" icon={<InfoIcon />} title="Not all is known of these tags">
          {data.note} They are sorted by version and name.
        </Alert>
      )}
      {data.total > 0 ? (
        <TagList
          // A new search begins at its top, with the pages of its own.
          key={data.search}
          org={org}
          registry={registry}
          image={image}
          search={data.search}
          first={data}
        />
      ) : (
        <Text>{search === '' ? 'This image has no tag.' : `No tag has "${search}" in its name.`}</Text>
      )}
    </Stack>
  )
}

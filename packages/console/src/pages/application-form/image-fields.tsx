import { Autocomplete, type ComboboxParsedItem, Select, SimpleGrid, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { imageSearchQuery, imageTagsQuery } from '../../data/images.ts'
import { registriesQuery } from '../../data/registries.ts'
import { useOrg } from '../../data/use-org.ts'
import { Failure } from '../../ui/failure.tsx'
import { Link } from '../../ui/link.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import type { FieldsProps } from './application-form.ts'

/** Options that are shown at once; whoever types sees fewer. */
const SHOWN = 50

/** Registry, image and tag: each is searched for where the registry can tell, and can be typed where it cannot. */
export function ImageFields({ form }: FieldsProps) {
  const org = useOrg()
  const registries = useQuery(registriesQuery(org))
  if (registries.error)
    return (
      <Failure
        title="The registries could not be loaded"
        error={registries.error}
        onRetry={() => void registries.refetch()}
      />
    )
  if (!registries.data) return <Waiting for="the container registries" />
  if (registries.data.length === 0)
    return (
      <Text size="sm">
        An application runs from an image of a container registry, and none is connected yet.{' '}
        <Link to={paths.addRegistry({ org })}>Connect a container registry</Link>, then come back.
      </Text>
    )
  return (
    <>
      <Select
        label="Container registry"
        required
        searchable
        nothingFoundMessage="No registry of this name"
        data={registries.data.map(({ id, name, url }) => ({ value: id, label: `${name} (${hostOf(url)})` }))}
        {...form.getInputProps('registryId')}
        onChange={(id) => form.setValues({ registryId: id ?? '', image: '', tag: '' })}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <ImageField form={form} />
        <TagField form={form} />
      </SimpleGrid>
    </>
  )
}

const hostOf = (url: string): string => URL.parse(url)?.host ?? url

function ImageField({ form }: FieldsProps) {
  const org = useOrg()
  const { registryId, image } = form.values
  const [search] = useDebouncedValue(image.trim(), 250)
  const found = useQuery({
    ...imageSearchQuery(org, registryId, search),
    enabled: registryId !== '',
    placeholderData: (before) => before,
  })
  const description =
    found.data === null
      ? 'This registry lists no images: write the name in full, such as acme/app.'
      : found.error
        ? `The images could not be listed (${found.error.message}). Write the name in full.`
        : 'Type to search, or write the name in full, such as acme/app.'
  return (
    <Autocomplete
      label="Image"
      required
      description={description}
      disabled={registryId === ''}
      limit={SHOWN}
      // The registry searched already, and by its own rules.
      filter={({ options }) => options}
      data={[...new Set(found.data?.map(({ image_name }) => image_name) ?? [])]}
      autoComplete="off"
      spellCheck={false}
      {...form.getInputProps('image')}
      onChange={(name) => form.setValues({ image: name, tag: name === image ? form.values.tag : '' })}
    />
  )
}

function TagField({ form }: FieldsProps) {
  const org = useOrg()
  const { registryId, image } = form.values
  const [name] = useDebouncedValue(image.trim(), 400)
  const tags = useQuery({
    ...imageTagsQuery(org, registryId, name),
    enabled: registryId !== '' && name !== '' && name === image.trim(),
    retry: false,
  })
  const count = tags.data?.length
  const description = tags.isFetching
    ? 'Asking for its tags …'
    : tags.error
      ? `Its tags could not be listed: ${tags.error.message}`
      : count === undefined
        ? 'It is resolved to a digest when it is deployed.'
        : `${count} ${count === 1 ? 'tag' : 'tags'}. It is resolved to a digest when it is deployed.`
  return (
    <Autocomplete
      label="Tag"
      required
      description={description}
      disabled={image.trim() === ''}
      limit={SHOWN}
      filter={({ options, search }) => matching(options, search, tags.data ?? [])}
      data={[...new Set(tags.data ?? [])].toReversed()}
      autoComplete="off"
      spellCheck={false}
      {...form.getInputProps('tag')}
    />
  )
}

/** All of them while nothing was typed since one was chosen. */
function matching(options: readonly ComboboxParsedItem[], search: string, tags: readonly string[]) {
  const wanted = search.trim().toLowerCase()
  if (tags.includes(search.trim())) return [...options]
  return options.filter((option) => 'value' in option && option.value.toLowerCase().includes(wanted))
}

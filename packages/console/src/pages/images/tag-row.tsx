import type { ImageDetailsAnswer, ImageTag, Registry } from '@fairlead/api/client'
import { Group, Skeleton, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { memo, useState } from 'react'
import { paths } from '../../app/paths.ts'
import { imageDetailsQuery } from '../../data/images.ts'
import { formatBytes } from '../../ui/bytes.ts'
import { Copy, Copyable } from '../../ui/copy.tsx'
import { shortDigest } from '../../ui/digest.tsx'
import { Link } from '../../ui/link.tsx'
import { Time } from '../../ui/time.tsx'
import { fullName, withReference } from './image-names.ts'

export const TAG_COLUMNS = ['Tag', 'Digest', 'Platforms', 'Size', 'Pushed', 'Pull'] as const

interface TagRowProps {
  readonly org: string
  readonly registry: Registry
  readonly image: string
  readonly tag: ImageTag
  /** Nobody scrolls past it: what is behind it may be asked for. */
  readonly resting: boolean
}

/** The cells of one tag. Who flings past sees its name; once the list rested at it, it stays whole while it is drawn. */
export const TagRow = memo(function TagRow({ resting, ...of }: TagRowProps) {
  const [rested, setRested] = useState(resting)
  if (resting && !rested) setRested(true)
  return rested ? <WholeRow {...of} /> : <PassingRow {...of} />
})

function PassingRow({ tag }: Omit<TagRowProps, 'resting'>) {
  return (
    <>
      <Table.Th scope="row" maw={280}>
        {tag.name}
      </Table.Th>
      <Table.Td className="mono">{tag.digest && shortDigest(tag.digest)}</Table.Td>
      <Table.Td colSpan={TAG_COLUMNS.length - 2} />
    </>
  )
}

/** What the list did not tell is read from the image itself. */
const WholeRow = memo(function WholeRow({ org, registry, image, tag }: Omit<TagRowProps, 'resting'>) {
  const reference = tag.digest ?? tag.name
  const { data: details, error } = useQuery({
    ...imageDetailsQuery(org, registry.id, { imageName: image, reference }),
    retry: false,
  })
  const digest = tag.digest ?? details?.digest
  const known = tag.created_at ?? details?.config.created
  return (
    <>
      <Table.Th scope="row" maw={280}>
        <Link
          to={paths.imageTag({ org, registryId: registry.id, image, reference: tag.name })}
          fw={600}
          title={tag.name}
          display="block"
          truncate
        >
          {tag.name}
        </Link>
      </Table.Th>
      <Table.Td>
        {digest ? (
          <Copyable value={digest} shown={shortDigest(digest)} what={`digest of ${tag.name}`} />
        ) : (
          <Later failed={error !== null} />
        )}
      </Table.Td>
      <Table.Td maw={220}>
        {details ? <Platforms of={details} /> : <Later failed={error !== null} />}
      </Table.Td>
      <Table.Td>{details ? <Size of={details} /> : <Later failed={error !== null} />}</Table.Td>
      <Table.Td>
        <Text size="sm" component="div" style={{ whiteSpace: 'nowrap' }}>
          {known ? <Time at={known} /> : <Later failed={error !== null || details !== undefined} />}
        </Text>
      </Table.Td>
      <Table.Td>
        <Copy
          value={`docker pull ${withReference(fullName(registry, image), tag.name)}`}
          what={`docker pull of ${tag.name}`}
        />
      </Table.Td>
    </>
  )
})

/** Where something is still to come, or will not. */
const Later = ({ failed }: { readonly failed: boolean }) =>
  failed ? (
    <Text size="sm" c="dimmed" title="The image could not be read; open the tag to see why.">
      unknown
    </Text>
  ) : (
    <Skeleton h={12} w={72} />
  )

function Platforms({ of: { platforms } }: { readonly of: ImageDetailsAnswer }) {
  return (
    <Text size="sm" truncate title={platforms.join(', ')}>
      {platforms.length > 3
        ? `${platforms.slice(0, 2).join(', ')} and ${platforms.length - 2} more`
        : platforms.join(', ')}
    </Text>
  )
}

function Size({ of: { layers, config, platforms } }: { readonly of: ImageDetailsAnswer }) {
  const size = layers.reduce((sum, layer) => sum + layer.size, 0)
  return (
    <Group gap={6} wrap="nowrap">
      <Text
        size="sm"
        style={{ whiteSpace: 'nowrap' }}
        title={platforms.length > 1 ? `Compressed, for ${config.platform}` : 'Compressed'}
      >
        {formatBytes(size)}
      </Text>
    </Group>
  )
}

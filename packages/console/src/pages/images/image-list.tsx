import type { ImageVersions, Registry } from '@fairlead/api/client'
import { Group, Table, Text } from '@mantine/core'
import { GlobeIcon, LockIcon, OrganizationIcon } from '@primer/octicons-react'
import { paths } from '../../app/paths.ts'
import { Link, OutsideLink } from '../../ui/link.tsx'
import { Time } from '../../ui/time.tsx'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { repositoryLink } from './image-names.ts'

const VISIBILITIES = {
  public: { icon: GlobeIcon, word: 'Public' },
  private: { icon: LockIcon, word: 'Private' },
  internal: { icon: OrganizationIcon, word: 'Internal' },
} as const

/** Who may see an image, by sign and word. */
function Visibility({ of }: { readonly of: keyof typeof VISIBILITIES }) {
  const { icon: Icon, word } = VISIBILITIES[of]
  return (
    <Group gap={6} wrap="nowrap">
      <Icon /> {word}
    </Group>
  )
}

const Unknown = () => <Text c="dimmed">—</Text>

interface ImageListProps {
  readonly org: string
  readonly registry: Registry
  readonly images: readonly ImageVersions[]
}

/** The images behind a connection. */
export function ImageList({ org, registry, images }: ImageListProps) {
  // A kind that tells less has fewer columns, not empty ones.
  const known = {
    visibility: images.some(({ visibility }) => visibility !== undefined),
    repository: images.some(({ linked_repository: linked }) => linked !== undefined),
    versions: images.some(({ version_count: count }) => count !== undefined),
    updated: images.some(({ updated_at: updated }) => updated !== undefined),
  }
  const columns = [
    'Image',
    ...(known.visibility ? ['Visibility'] : []),
    ...(known.repository ? ['Repository'] : []),
    ...(known.versions ? ['Versions'] : []),
    ...(known.updated ? ['Updated'] : []),
  ]
  const cells = (index: number) => {
    const image = images[index]
    if (!image) return null
    const { image_name: name, visibility, linked_repository: linked, updated_at: updated } = image
    const link = linked && repositoryLink(registry, linked)
    return (
      <>
        <Table.Th scope="row">
          <Link to={paths.image({ org, registryId: registry.id, image: name })} fw={600}>
            {name}
          </Link>
        </Table.Th>
        {known.visibility && <Table.Td>{visibility ? <Visibility of={visibility} /> : <Unknown />}</Table.Td>}
        {known.repository && (
          <Table.Td>
            {linked ? link ? <OutsideLink href={link}>{linked}</OutsideLink> : linked : <Unknown />}
          </Table.Td>
        )}
        {known.versions && <Table.Td>{image.version_count ?? <Unknown />}</Table.Td>}
        {known.updated && <Table.Td>{updated ? <Time at={updated} /> : <Unknown />}</Table.Td>}
      </>
    )
  }
  return (
    <VirtualTable
      label="Images"
      columns={columns}
      count={images.length}
      rowHeight={44}
      minWidth={columns.length > 2 ? 640 : 280}
      cells={cells}
    />
  )
}

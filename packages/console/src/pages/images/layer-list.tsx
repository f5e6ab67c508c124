import type { ImageDetailsAnswer } from '@fairlead/api/client'
import { Progress, Table, Text } from '@mantine/core'
import { formatBytes } from '../../ui/bytes.ts'
import { Copyable } from '../../ui/copy.tsx'
import { shortDigest } from '../../ui/digest.tsx'
import { Section } from '../../ui/section.tsx'

/** The layers of an image from the bottom up, with their share of what is pulled. */
export function LayerList({ layers }: { readonly layers: ImageDetailsAnswer['layers'] }) {
  const total = layers.reduce((sum, { size }) => sum + size, 0)
  const told = layers.some(({ command }) => command !== undefined)
  return (
    <Section title={`Layers: ${layers.length}, ${formatBytes(total)} compressed`}>
      <Table.ScrollContainer minWidth={told ? 720 : 480} type="native">
        <Table aria-label="Layers" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>#</Table.Th>
              {told && <Table.Th>Made by</Table.Th>}
              <Table.Th>Digest</Table.Th>
              <Table.Th>Size</Table.Th>
              <Table.Th>Share</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {layers.map(({ digest, size, command }, at) => {
              const share = total === 0 ? 0 : (100 * size) / total
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: an image may hold one layer twice, and its order is fixed
                <Table.Tr key={at}>
                  <Table.Td>{at + 1}</Table.Td>
                  {told && (
                    <Table.Td maw={380}>
                      <Text size="sm" className="mono" lineClamp={3} title={command}>
                        {command ?? '—'}
                      </Text>
                    </Table.Td>
                  )}
                  <Table.Td>
                    <Copyable value={digest} shown={shortDigest(digest)} what={`digest of layer ${at + 1}`} />
                  </Table.Td>
                  <Table.Td style={{ whiteSpace: 'nowrap' }}>{formatBytes(size)}</Table.Td>
                  <Table.Td miw={120}>
                    <Text size="xs">{share.toFixed(share < 10 ? 1 : 0)} %</Text>
                    <Progress value={share} size="sm" aria-hidden />
                  </Table.Td>
                </Table.Tr>
              )
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  )
}

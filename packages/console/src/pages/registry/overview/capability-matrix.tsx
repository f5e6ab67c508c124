import type { Verification } from '@fairlead/api/client'
import { Badge, Table, Text } from '@mantine/core'
import { CheckIcon, QuestionIcon, XIcon } from '@primer/octicons-react'
import { Section } from '../../../ui/section.tsx'

const CAPABILITIES = [
  ['list', 'List images'],
  ['pull', 'Pull'],
  ['push', 'Push'],
  ['delete', 'Delete'],
  ['webhook', 'Be told of pushes'],
] as const

const ABILITIES = {
  yes: { color: 'green', icon: <CheckIcon size={12} />, word: 'Yes' },
  no: { color: 'red', icon: <XIcon size={12} />, word: 'No' },
  unknown: { color: 'gray', icon: <QuestionIcon size={12} />, word: 'Unknown' },
} as const

/** What the credential was proved able to do, and what that is known from. */
export function CapabilityMatrix({ verification }: { readonly verification: Verification }) {
  const { capabilities, grounds } = verification
  return (
    <Section title="What the credential may do">
      <Table aria-label="Capabilities" verticalSpacing="xs" horizontalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">To, and what it is known from</Table.Th>
            <Table.Th scope="col" w={1} style={{ whiteSpace: 'nowrap' }}>
              May it?
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {CAPABILITIES.map(([capability, title]) => {
            const { color, icon, word } = ABILITIES[capabilities[capability]]
            return (
              <Table.Tr key={capability}>
                <Table.Th scope="row">
                  {title}
                  <Text size="sm" c="dimmed" style={{ overflowWrap: 'break-word' }}>
                    {grounds[capability]}
                  </Text>
                </Table.Th>
                <Table.Td>
                  <Badge color={color} variant="light" leftSection={icon} miw="max-content">
                    {word}
                  </Badge>
                </Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </Section>
  )
}

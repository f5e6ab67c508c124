import type { Verification } from '@fairlead/api/client'
import { Badge, Table } from '@mantine/core'
import { CheckIcon, QuestionIcon, XIcon } from '@primer/octicons-react'
import { Panel } from '../../../ui/panel.tsx'

type Capability = keyof Verification['capabilities']

const CAPABILITIES: Readonly<Record<Capability, string>> = {
  list: 'List images',
  pull: 'Pull',
  push: 'Push',
  delete: 'Delete',
  webhook: 'Be told of pushes',
}

const ABILITIES = {
  yes: { color: 'green', icon: <CheckIcon size={12} />, word: 'Yes' },
  no: { color: 'red', icon: <XIcon size={12} />, word: 'No' },
  unknown: { color: 'gray', icon: <QuestionIcon size={12} />, word: 'Unknown' },
} as const

/** What the credential was proved able to do, and what that is known from. */
export function CapabilityMatrix({ verification }: { readonly verification: Verification }) {
  const { capabilities, grounds } = verification
  return (
    <Panel title="What the credential may do">
      <Table aria-label="Capabilities" verticalSpacing="xs" horizontalSpacing={6} layout="auto">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">To</Table.Th>
            <Table.Th scope="col">May it?</Table.Th>
            <Table.Th scope="col">Known from</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Object.entries(CAPABILITIES).map(([name, title]) => {
            const capability = name as Capability
            const { color, icon, word } = ABILITIES[capabilities[capability]]
            return (
              <Table.Tr key={name}>
                <Table.Th scope="row">{title}</Table.Th>
                <Table.Td>
                  <Badge color={color} variant="light" leftSection={icon}>
                    {word}
                  </Badge>
                </Table.Td>
                <Table.Td style={{ overflowWrap: 'break-word' }}>{grounds[capability]}</Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </Panel>
  )
}

import type { RegistryImpactAnswer } from '@fairlead/api/client'
import { Badge, Table, Title } from '@mantine/core'
import { CheckIcon, QuestionIcon, XIcon } from '@primer/octicons-react'

type Next = RegistryImpactAnswer['next'][number]

const WHAT: Readonly<Record<Next['what'], string>> = {
  deploy: 'Deploy',
  restart: 'Restart',
  reschedule: 'Move to another node',
  scale: 'Scale out',
}

const FAILS = {
  yes: { color: 'red', icon: <XIcon size={12} />, word: 'Fails' },
  sometimes: { color: 'yellow', icon: <QuestionIcon size={12} />, word: 'May fail' },
  no: { color: 'green', icon: <CheckIcon size={12} />, word: 'Works' },
} as const

/** What would fail next. */
export function NextFailures({ next }: { readonly next: readonly Next[] }) {
  if (next.length === 0) return null
  return (
    <section>
      <Title order={2} size="h4" mb="sm">
        What would fail next
      </Title>
      <Table aria-label="What would fail next" verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">To</Table.Th>
            <Table.Th scope="col">Then</Table.Th>
            <Table.Th scope="col">Because</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {next.map(({ what, fails, sentence }) => {
            const { color, icon, word } = FAILS[fails]
            return (
              <Table.Tr key={what}>
                <Table.Th scope="row">{WHAT[what]}</Table.Th>
                <Table.Td>
                  <Badge color={color} variant="light" leftSection={icon}>
                    {word}
                  </Badge>
                </Table.Td>
                <Table.Td>{sentence}</Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </section>
  )
}

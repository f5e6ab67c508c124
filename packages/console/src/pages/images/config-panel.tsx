import type { ImageDetailsAnswer } from '@fairlead/api/client'
import { Badge, Code, Group, Table, Text } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import { Fact, Facts } from '../../ui/facts.tsx'
import { OutsideLink } from '../../ui/link.tsx'
import { Section } from '../../ui/section.tsx'

type Config = ImageDetailsAnswer['config']

/** As a shell would need it, so that an argument with blanks is seen as one. */
const commandLine = (parts: readonly string[]): string =>
  parts.map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : JSON.stringify(part))).join(' ')

const None = () => (
  <Text span size="sm" c="dimmed">
    None
  </Text>
)

const command = (parts: readonly string[]): ReactNode =>
  parts.length > 0 ? <Code className="mono">{commandLine(parts)}</Code> : <None />

const badges = (values: readonly string[]): ReactNode =>
  values.length > 0 ? (
    <Group gap={6}>
      {values.map((value) => (
        <Badge key={value} variant="light" color="gray" className="mono">
          {value}
        </Badge>
      ))}
    </Group>
  ) : (
    <None />
  )

/** What an image's config says about how it runs. */
export function ConfigPanel({ config }: { readonly config: Config }) {
  const isRoot = ['', '0', 'root'].includes(config.user.split(':')[0] ?? '')
  return (
    <Section title="Configuration">
      <Facts>
        <Fact name="Ports">{badges(config.exposed_ports)}</Fact>
        <Fact name="Entrypoint">{command(config.entrypoint)}</Fact>
        <Fact name="Command">{command(config.command)}</Fact>
        <Fact name="User">
          {isRoot ? `${config.user || 'root'} — all rights within the container` : config.user}
        </Fact>
        <Fact name="Directory">
          <Code className="mono">{config.working_directory || '/'}</Code>
        </Fact>
        <Fact name="Volumes">{badges(config.volumes)}</Fact>
      </Facts>
    </Section>
  )
}

const isLink = (text: string): boolean => /^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text)

/** A long dotted name breaks after its dots rather than within a word. */
const breakable = (name: string): ReactNode =>
  name.split('.').map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, which may be equal, in their order
    <Fragment key={at}>
      {at > 0 && '.'}
      {at > 0 && <wbr />}
      {part}
    </Fragment>
  ))

interface PairsProps {
  readonly title: string
  readonly pairs: readonly (readonly [string, string])[]
  readonly none: string
}

function Pairs({ title, pairs, none }: PairsProps) {
  return (
    <Section title={title}>
      {pairs.length === 0 ? (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={320} type="native">
          <Table aria-label={title} verticalSpacing={4} horizontalSpacing={6} layout="fixed">
            <Table.Thead>
              <Table.Tr>
                <Table.Th w="50%">Name</Table.Th>
                <Table.Th>Value</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {pairs.map(([name, value]) => (
                <Table.Tr key={name}>
                  <Table.Td className="mono">{breakable(name)}</Table.Td>
                  <Table.Td className="mono">
                    {isLink(value) ? (
                      <OutsideLink href={value} fz="inherit">
                        {value}
                      </OutsideLink>
                    ) : (
                      value
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Section>
  )
}

export const VariablesPanel = ({ config }: { readonly config: Config }) => (
  <Pairs
    title="Variables"
    pairs={config.environment.map(({ name, value }) => [name, value])}
    none="The image sets no variable."
  />
)

export const LabelsPanel = ({ config }: { readonly config: Config }) => (
  <Pairs
    title="Labels"
    pairs={Object.entries(config.labels).sort(([a], [b]) => (a < b ? -1 : 1))}
    none="The image has no label. org.opencontainers.image.source links it to the repository it was built from."
  />
)

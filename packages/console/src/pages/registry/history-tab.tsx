import type { VerificationRecord } from '@fairlead/api/client'
import { Group, Pagination, Stack, Table, Text } from '@mantine/core'
import { HistoryIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { verificationHistoryQuery } from '../../data/registries.ts'
import { useSearchState } from '../../data/use-search.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { FindingView } from '../../ui/finding-view.tsx'
import { HealthBadge } from '../../ui/health-badge.tsx'
import { formatDuration, Time } from '../../ui/time.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import type { OfRegistry } from './registry-page.tsx'

const PAGE_SIZE = 20

const WHY: Readonly<Record<VerificationRecord['trigger'], string>> = {
  saved: 'It was saved',
  asked: 'Somebody asked',
  schedule: 'By schedule',
  rotation: 'Its credential was rotated',
  deployment: 'A deployment needed it',
}

const pageOf = (text: string | undefined): number => {
  const page = Number(text ?? 1)
  return Number.isSafeInteger(page) && page > 0 ? page : 1
}

/** The verifications of a registry, newest first. */
export function HistoryTab({ org, registry }: OfRegistry) {
  const [search, change] = useSearchState()
  const page = pageOf(search.page)
  const { data, error, refetch } = useQuery(verificationHistoryQuery(org, registry.id, page - 1, PAGE_SIZE))
  if (error)
    return <Failure title="The history could not be loaded" error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting for="the verifications" />
  if (data.total === 0)
    return (
      <Empty icon={<HistoryIcon size={32} />} title="It was never verified">
        Each verification leaves a line here: when, why, how long it took and what it found.
      </Empty>
    )
  const pages = Math.ceil(data.total / PAGE_SIZE)
  return (
    <Stack>
      <Table.ScrollContainer
        minWidth={620}
        type="native"
        tabIndex={0}
        role="region"
        aria-label="Verifications, newest first"
      >
        <Table aria-label="Verifications" verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">When</Table.Th>
              <Table.Th scope="col">State</Table.Th>
              <Table.Th scope="col">Why</Table.Th>
              <Table.Th scope="col">Took</Table.Th>
              <Table.Th scope="col">Findings</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.records.map((record) => (
              <RecordRow key={record.id} record={record} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {data.total === 1 ? '1 verification' : `${data.total} verifications`}; the newest 200 are kept.
        </Text>
        {pages > 1 && (
          <Pagination
            total={pages}
            value={page}
            onChange={(next) => change({ page: next === 1 ? undefined : String(next) })}
            getControlProps={(control) => ({ 'aria-label': `${control} page` })}
            getItemProps={(item) => ({ 'aria-label': `Page ${item}` })}
          />
        )}
      </Group>
    </Stack>
  )
}

function RecordRow({ record }: { readonly record: VerificationRecord }) {
  const { at, health, trigger, durationMs, findings } = record
  const [first] = findings
  return (
    <Table.Tr style={{ verticalAlign: 'top' }}>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <Time at={at} />
      </Table.Td>
      <Table.Td>
        <HealthBadge health={health} />
      </Table.Td>
      <Table.Td>{WHY[trigger]}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{formatDuration(durationMs)}</Table.Td>
      <Table.Td>
        {first ? (
          <Disclosure
            label={
              findings.length === 1 ? first.summary : `${first.summary} (and ${findings.length - 1} more)`
            }
          >
            <Stack gap="xs">
              {findings.map((finding) => (
                <FindingView key={finding.code + finding.summary} finding={finding} />
              ))}
            </Stack>
          </Disclosure>
        ) : (
          <Text span size="sm" c="dimmed">
            None
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

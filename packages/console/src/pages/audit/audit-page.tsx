import { Stack } from '@mantine/core'
import { LogIcon } from '@primer/octicons-react'
import { useQuery } from '@tanstack/react-query'
import { AUDIT_PAGE_SIZE, auditQuery } from '../../data/audit.ts'
import { useMayNot } from '../../data/use-may.ts'
import { useOrg } from '../../data/use-org.ts'
import { useSearchState } from '../../data/use-search.ts'
import { Page } from '../../layout/page.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Forbidden } from '../../ui/forbidden.tsx'
import { Pager, pageOf, pageText } from '../../ui/pager.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { AuditTable } from './audit-table.tsx'

/** Who changed what in this organization, newest first, as it happens. */
export function AuditPage() {
  const mayNot = useMayNot('organization:write')
  return (
    <Page
      title="Audit"
      about="Every change in this organization with who made it. Entries are never changed, and stay when what they tell of is gone."
    >
      {mayNot === undefined ? <Trail /> : <Forbidden what="the audit trail" reason={mayNot} />}
    </Page>
  )
}

function Trail() {
  const [{ actor, action, targetType, target, ...search }, setSearch] = useSearchState()
  const page = pageOf(search.page)
  const filter = { actor, action, targetType, target }
  const { data, error, refetch } = useQuery(auditQuery(useOrg(), page, filter))
  const filtered = Object.values(filter).some(Boolean)
  return (
    <Stack>
      <AuditFilters />
      {error && (
        <Failure title="The audit trail could not be loaded" error={error} onRetry={() => void refetch()} />
      )}
      {data && data.length > 0 && <AuditTable entries={data} />}
      {data?.length === 0 && (
        <Empty icon={<LogIcon size={32} />} title={filtered ? 'No entry is like this' : 'Nothing here'}>
          {filtered
            ? 'Change or clear the filters to see more.'
            : page > 0
              ? 'The trail does not go back so far.'
              : 'As soon as somebody changes something in this organization, it stands here.'}
        </Empty>
      )}
      {!data && !error && <Waiting for="the audit trail" />}
      <Pager
        page={page}
        hasNext={data?.length === AUDIT_PAGE_SIZE}
        of="the audit trail"
        onPage={(next) => setSearch({ page: pageText(next) })}
      />
    </Stack>
  )
}

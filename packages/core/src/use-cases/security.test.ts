import { expect, test } from 'vitest'
import type { Capability, ServiceSecurity } from '../domain/container.ts'
import { securityIssues } from './security.ts'

const fields = (security: ServiceSecurity) => securityIssues({ security }).map(({ field }) => field)

test('what every kind of cluster can do is taken, also an account of another name than a label', () => {
  expect(securityIssues({})).toEqual([])
  expect(
    fields({
      serviceAccountName: 'shop.reader',
      mountsAccountToken: true,
      runAsUser: 0,
      runAsGroup: 10,
      addedCapabilities: ['NET_BIND_SERVICE', 'CHOWN'],
    }),
  ).toEqual([])
})

test.each<[ServiceSecurity, string]>([
  [{ serviceAccountName: 'Shop' }, 'security.service_account_name'],
  [{ serviceAccountName: 'shop..reader' }, 'security.service_account_name'],
  [{ serviceAccountName: 'a'.repeat(254) }, 'security.service_account_name'],
  [{ runAsGroup: 10 }, 'security.run_as_group'],
  [{ addedCapabilities: ['CHOWN', 'SYS_ADMIN' as Capability] }, 'security.add_capabilities[1]'],
  [{ addedCapabilities: ['CAP_CHOWN' as Capability] }, 'security.add_capabilities[0]'],
])('%o is refused at its field', (security, field) => {
  expect(fields(security)).toEqual([field])
})

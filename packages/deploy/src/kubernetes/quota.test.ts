import { afterEach, expect, test } from 'vitest'
import { type FakeApiServer, openFakeApi, startFakeApiServer } from '../../test/fake-api-server.ts'
import { sampleWorkload } from '../../test/sample-workload.ts'
import { newService } from '../contract.ts'
import { quotaFindings } from './quota.ts'

let server: FakeApiServer | undefined
afterEach(() => server?.close())

/** The quotas of these specs, all used up, that have no room for another pod. */
async function without(specs: readonly object[], resources: { cpuMilli: number; memoryMib: number }) {
  const status = { hard: { pods: '3' }, used: { pods: '3' } }
  const items = specs.map((spec, index) => ({ metadata: { name: `quota-${index}` }, spec, status }))
  server = await startFakeApiServer(() => ({ body: { metadata: {}, items } }))
  const { spec } = sampleWorkload(newService(), { spec: resources })
  const api = openFakeApi(server.url)
  const findings = await quotaFindings({ api }, { spec }, 'shop', AbortSignal.timeout(10_000))
  await api.close()
  return findings.map(({ summary }) => /quota-\d/.exec(summary)?.[0])
}

const scoped = (scopeName: string, operator: string, values: readonly string[] = []) => ({
  scopeSelector: { matchExpressions: [{ scopeName, operator, values }] },
})
const SPECS = [
  {},
  { scopes: ['NotTerminating'] },
  { scopes: ['Terminating'] },
  { scopes: ['BestEffort', 'NotTerminating'] },
  { scopes: ['NotBestEffort'] },
  scoped('PriorityClass', 'In', ['high']),
  scoped('PriorityClass', 'NotIn', ['high']),
  scoped('PriorityClass', 'Exists'),
  scoped('CrossNamespacePodAffinity', 'Exists'),
]

test('a quota of a scope has to have room only for the pods that it counts', async () => {
  const sized = await without(SPECS, { cpuMilli: 100, memoryMib: 64 })
  expect(sized).toEqual(['quota-0', 'quota-1', 'quota-4', 'quota-6'])
  const unsized = await without(SPECS, { cpuMilli: 0, memoryMib: 0 })
  expect(unsized).toEqual(['quota-0', 'quota-1', 'quota-3', 'quota-6'])
})

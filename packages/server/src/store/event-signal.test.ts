import { beforeAll, test } from 'vitest'
import { silentLog } from '../log.ts'
import { openEventSignal } from './event-signal.ts'
import type { OpenedStore } from './open-store.ts'
import { useTestStores } from './testing/open-test-store.ts'
import { sampleOrganization } from './testing/samples.ts'

const stores = useTestStores()
let opened: OpenedStore
beforeAll(async () => {
  opened = await stores.open()
})

const NEVER_MS = 2 ** 30

async function appendSomething(): Promise<void> {
  const organization = sampleOrganization()
  await opened.store.organizations.insert(organization)
  const data = { containerId: 'x', name: 'x' }
  await opened.store.events.append({ type: 'container.created', organizationId: organization.id, data })
}

/** Resolves once the signal's connection listens; before that a notification would go past it. */
async function listening(): Promise<void> {
  for (;;) {
    const { rows } =
      await opened.pool.query(`select 1 from pg_stat_activity where datname = current_database()
      and query ilike 'listen %' and state = 'idle' and application_name = 'fairlead-events'`)
    if (rows.length >= 2) return
  }
}

test('an append on any server wakes those who wait', async () => {
  const signal = openEventSignal(stores.database().connection, silentLog, NEVER_MS)
  await listening()
  const woken = [1, 2].map(() => signal.eventSignal.next(AbortSignal.timeout(20_000)))
  await appendSomething()
  await Promise.all(woken)
  await signal.close()
})

test('after its connection broke it listens again by itself', async () => {
  const signal = openEventSignal(stores.database().connection, silentLog, NEVER_MS)
  await listening()
  const woken = signal.eventSignal.next(AbortSignal.timeout(20_000))
  await opened.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'fairlead-events'`,
  )
  // Listening again wakes by itself: something may have been appended meanwhile.
  await woken
  await listening()
  const again = signal.eventSignal.next(AbortSignal.timeout(20_000))
  await appendSomething()
  await again
  await signal.close()
})

test('without notifications it wakes every while', async () => {
  const nowhere = { host: '/nonexistent', port: 5432, user: 'x', database: 'x' }
  const signal = openEventSignal(nowhere, silentLog, 5)
  await signal.eventSignal.next(AbortSignal.timeout(20_000))
  await signal.close()
})

test('a wait ends with its signal and with the close', async () => {
  const signal = openEventSignal(stores.database().connection, silentLog, NEVER_MS)
  const abort = new AbortController()
  const waiting = signal.eventSignal.next(abort.signal)
  abort.abort()
  await waiting
  await signal.eventSignal.next(AbortSignal.abort())
  const last = signal.eventSignal.next(new AbortController().signal)
  await signal.close()
  await last
})

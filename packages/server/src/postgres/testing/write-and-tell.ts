import { systemClock } from '@fairlead/core'
import { silentLog } from '../../log.ts'
import { openStore } from '../../store/open-store.ts'
import { sampleOrganization } from '../../store/testing/samples.ts'
import { startEmbeddedPostgres } from '../embedded-postgres.ts'

/** A server that is there to be killed: stores organizations without end, and tells each one's id once it is answered. */
const [folder = ''] = process.argv.slice(2)
const { connection } = await startEmbeddedPostgres({ folder, log: silentLog })
const { store } = await openStore({ connection, clock: systemClock })

async function write(): Promise<never> {
  for (;;) {
    const organization = sampleOrganization()
    await store.transaction((tx) => tx.organizations.insert(organization))
    process.stdout.write(`${organization.id}\n`)
  }
}
await Promise.all([write(), write(), write()])

import { randomUUID } from 'node:crypto'
import { systemClock } from '@fairlead/core'
import type { PoolConfig } from 'pg'
import { startReverification } from '../../src/jobs/reverify-registries.ts'
import { silentLog } from '../../src/log.ts'
import { openStore } from '../../src/store/open-store.ts'
import { openCareWorld } from './care-world.ts'

/**
 * A server that is there to be killed: verifies the registries of the database it is given, tells each as it asks, and
 * gets no answer from those whose user is "slow".
 */
const connection = JSON.parse(process.argv[2] ?? '{}') as PoolConfig
const opened = await openStore({ connection, clock: systemClock })
const { app } = await openCareWorld(opened, {
  clock: systemClock,
  async verify({ config }) {
    process.stdout.write(`${config.username}\n`)
    if (config.username === 'slow') await new Promise(() => undefined)
    return {}
  },
})
startReverification({
  app,
  schedule: opened.store.schedule,
  clock: systemClock,
  log: silentLog,
  owner: `child:${randomUUID()}`,
  everyMs: 3_600_000,
  concurrency: 4,
  perHost: 100,
  requestsPerSecond: 1000,
  leaseMs: 1_500,
  pollMs: 50,
})

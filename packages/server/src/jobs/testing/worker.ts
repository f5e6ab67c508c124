import { randomUUID } from 'node:crypto'
import { systemClock } from '@fairlead/core'
import type { PoolConfig } from 'pg'
import { silentLog } from '../../log.ts'
import { openStore } from '../../store/open-store.ts'
import { openDeploymentQueue } from '../deployment-queue.ts'
import { startJobs } from '../start-jobs.ts'

/** A server that is there to be killed: takes deployments of the database it is given, tells their ids, never ends one. */
const connection = JSON.parse(process.argv[2] ?? '{}') as PoolConfig
const queue = await openDeploymentQueue({ connection, log: silentLog })
const { store } = await openStore({ connection, clock: systemClock, enqueue: queue.enqueue })
await startJobs({
  queue,
  store,
  clock: systemClock,
  log: silentLog,
  owner: `child:${randomUUID()}`,
  leaseMs: 1_500,
  renewEveryMs: 300,
  sweepEveryMs: 200,
  async run(deploymentId) {
    process.stdout.write(`${deploymentId}\n`)
    await new Promise(() => undefined)
  },
})
process.stdout.write('ready\n')

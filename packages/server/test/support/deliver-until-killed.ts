import { randomUUID } from 'node:crypto'
import { systemClock } from '@fairlead/core'
import type { PoolConfig } from 'pg'
import { startWebhookDelivery } from '../../src/jobs/deliver-webhooks.ts'
import { silentLog } from '../../src/log.ts'
import { openStore } from '../../src/store/open-store.ts'
import { openCareWorld } from './care-world.ts'

/** A server that is there to be killed: tells each message that it would send, and gets no answer to the second. */
const connection = JSON.parse(process.argv[2] ?? '{}') as PoolConfig
const opened = await openStore({ connection, clock: systemClock })
let sent = 0
const { app } = await openCareWorld(opened, {
  clock: systemClock,
  webhookSender: {
    async send({ headers }) {
      process.stdout.write(`${headers['x-fairlead-delivery']}\n`)
      sent += 1
      if (sent === 2) await new Promise(() => undefined)
      return { status: 204 }
    },
  },
})
startWebhookDelivery({
  app,
  deliveries: opened.store.webhookDeliveries,
  eventSignal: opened.eventSignal,
  clock: systemClock,
  log: silentLog,
  owner: `child:${randomUUID()}`,
  leaseMs: 1_500,
  pollMs: 50,
})

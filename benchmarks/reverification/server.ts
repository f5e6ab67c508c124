import { Secret } from '@fairlead/core'
import { serve } from '@fairlead/server'
import { readOptions, tell } from './child.ts'

/** A whole Fairlead server, as it is shipped, that tells how much memory it took. */
const options = readOptions<{
  readonly dataFolder: string
  readonly databaseUrl: string
  readonly secretKey: string
  readonly registry: string
  readonly api: string
  readonly concurrency: number
}>()

const server = await serve(
  {
    dataFolder: options.dataFolder,
    host: '127.0.0.1',
    port: 0,
    databaseUrl: new Secret(options.databaseUrl),
    secretKeys: new Secret(options.secretKey),
    compatibleHosts: [{ registry: options.registry, api: options.api }],
    egress: { privateNetworks: 'deny' },
    logLevel: 'warn',
    // All are on one host here, and as fast as it goes is what is asked for.
    reverification: {
      everyMs: 6 * 3_600_000,
      concurrency: options.concurrency,
      perHost: 1_000,
      requestsPerSecond: 1_000_000,
    },
  },
  { env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } },
)

const start = process.memoryUsage.rss()
let peak = start
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss())
}, 100)

process.on('message', async (order) => {
  if (order !== 'end') return
  clearInterval(watch)
  tell({ kind: 'server-memory', start, peak, end: process.memoryUsage.rss() })
  await server.close()
  process.disconnect()
})
tell({ kind: 'server-ready' })

import { subscribe } from 'node:diagnostics_channel'
import { createServer } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Loaded into the server's process before its own program (`--import`): counts the requests that its HTTP client makes to
 * the API server, and tells them with the process's memory and time on a socket of the benchmark's.
 */
export interface Metered {
  /** Watches are one request each for as long as they last. */
  readonly watches: number
  readonly others: number
  /** After a collection of garbage, in bytes. */
  readonly heap: number
  readonly rss: number
  /** Seconds of the processor since the process began. */
  readonly cpu: number
}

const origin = process.env.FAIRLEAD_BENCH_ORIGIN
let watches = 0
let others = 0
subscribe('undici:request:create', (message) => {
  const { request } = message as { request: { origin: unknown; path: string } }
  if (String(request.origin).replace(/\/$/, '') !== origin) return
  if (request.path.includes('watch=true')) watches += 1
  else others += 1
})

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

function metered(): Metered {
  collectGarbage()
  const { heapUsed: heap, rss } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  return { watches, others, heap, rss, cpu: (user + system) / 1e6 }
}

createServer((_request, response) => response.end(JSON.stringify(metered())))
  // A process that the server starts has the socket's name too, and nothing to tell.
  .on('error', () => {})
  .listen(process.env.FAIRLEAD_BENCH_METER)
  .unref()

import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Metered } from './meter.ts'

/** What makes a server's process tell of itself on the socket. */
export const meterEnv = (socketPath: string, apiServer: string): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${fileURLToPath(new URL('./meter.ts', import.meta.url))}`,
  FAIRLEAD_BENCH_METER: socketPath,
  FAIRLEAD_BENCH_ORIGIN: apiServer,
})

export async function readMeter(socketPath: string): Promise<Metered> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  request({ socketPath, path: '/' }, (response) => text(response).then(resolve, reject))
    .on('error', reject)
    .end()
  return JSON.parse(await promise) as Metered
}

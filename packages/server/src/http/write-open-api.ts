import { type App, systemClock } from '@fairlead/core'
import type { BrowserSessions } from '../auth/browser-session.ts'
import { silentLog } from '../log.ts'
import { createHttpServer } from './create-http-server.ts'

/** The OpenAPI 3.1 document as text, for `docs/openapi.json`: the routes alone make it, so that nothing is started. */
export async function writeOpenApi(): Promise<string> {
  // Routes ask them at requests only, and none is made.
  const app = {} as App
  const sessions = {} as BrowserSessions
  const server = await createHttpServer({ app, log: silentLog, clock: systemClock, sessions })
  try {
    return `${JSON.stringify(server.openApi(), null, 2)}\n`
  } finally {
    await server.close()
  }
}

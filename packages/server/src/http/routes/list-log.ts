import { operations } from '@fairlead/api'
import type { LogLine } from '@fairlead/core'
import { toLog, toLogRequest } from '../mapping/logs.ts'
import { route, type ServerEvent } from '../route.ts'

export const listLog = route(
  operations.listLog,
  async ({ who, params, query, signal }, app) => {
    const lines = await app.containerLogs(who, params.containerId, toLogRequest(query.tail, false), signal)
    const results = []
    for await (const line of lines) results.push(toLog(line, results.length))
    return { results }
  },
  async ({ who, params, query, signal }, app) =>
    events(await app.containerLogs(who, params.containerId, toLogRequest(query.tail, true), signal)),
)

async function* events(lines: AsyncIterable<LogLine>): AsyncGenerator<ServerEvent> {
  let index = 0
  for await (const line of lines) yield { event: 'log', data: toLog(line, index++) }
}

import { operations, snakeKeys } from '@fairlead/api'
import { type AppEvent, invalidRequest } from '@fairlead/core'
import { type ServerEvent, streamRoute } from '../route.ts'

export const readEvents = streamRoute(
  operations.readEvents,
  async ({ who, params, query, lastEventId, signal }, app) =>
    events(await app.readEvents(who, params.organizationId, position(lastEventId, query.after), signal)),
)

/** A stream that is taken up again says more than the address that it was opened with. */
function position(lastEventId: string | undefined, after: string | undefined): number | undefined {
  const text = lastEventId || after
  if (text === undefined) return undefined
  if (/^[0-9]{1,15}$/.test(text)) return Number(text)
  throw invalidRequest([
    {
      field: 'Last-Event-ID',
      problem: 'is no id of an event',
      remedy: 'Send the id of the last event that you have seen.',
    },
  ])
}

async function* events(source: AsyncIterable<AppEvent>): AsyncGenerator<ServerEvent> {
  for await (const event of source) yield { event: event.type, id: String(event.id), data: snakeKeys(event) }
}

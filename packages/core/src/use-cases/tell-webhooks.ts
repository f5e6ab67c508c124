import type { Webhook } from '../domain/webhook.ts'
import type { AppEvent } from '../events.ts'
import type { EventLog, Repositories, Store } from '../ports/store.ts'
import type { AppPorts } from './ports.ts'
import { webhookEventOf } from './webhook-events.ts'
import { type WebhookFacts, webhookFacts } from './webhook-payload.ts'

/** A name, or a part of it and `*` for the rest; case does not matter. */
function matchesName(pattern: string, name: string): boolean {
  const parts = pattern.toLowerCase().split('*')
  const text = name.toLowerCase()
  const [first = '', ...rest] = parts
  if (rest.length === 0) return text === first
  if (!text.startsWith(first)) return false
  const last = rest.pop() ?? ''
  let position = first.length
  for (const part of rest) {
    const found = text.indexOf(part, position)
    if (found < 0) return false
    position = found + part.length
  }
  return text.length - last.length >= position && text.endsWith(last)
}

const inFilters = ({ projectNames, environmentTypes }: Webhook, { place }: WebhookFacts): boolean =>
  place === undefined ||
  ((projectNames.length === 0 || projectNames.some((each) => matchesName(each, place.projectName))) &&
    (environmentTypes.length === 0 || environmentTypes.includes(place.mode)))

/**
 * The same store, in which an event that webhooks are told of brings its messages: they are stored in the event's own
 * transaction, so that a message is there exactly if its event is, whatever ends the server.
 */
export function tellingWebhooks(store: Store, ports: Pick<AppPorts, 'newId'>): Store {
  const transaction: Store['transaction'] = (work, options) =>
    store.transaction((tx) => work({ ...tx, events: telling(tx, ports) }), options)
  const append: EventLog['append'] = (event) => transaction((tx) => tx.events.append(event))
  return { ...store, events: { ...store.events, append }, transaction }
}

const telling = (tx: Repositories, ports: Pick<AppPorts, 'newId'>): EventLog => ({
  ...tx.events,
  async append(newEvent) {
    const event = await tx.events.append(newEvent)
    await enqueue(tx, ports, event)
    return event
  },
})

async function enqueue(tx: Repositories, ports: Pick<AppPorts, 'newId'>, event: AppEvent): Promise<void> {
  const name = webhookEventOf(event)
  if (name === undefined) return
  const { organizationId } = event
  const told = (await tx.webhooks.listOf(organizationId)).filter(
    ({ enabled, events }) => enabled && events.includes(name),
  )
  if (told.length === 0) return
  const facts = await webhookFacts(tx, event)
  for (const webhook of told.filter((each) => inFilters(each, facts))) {
    const id = ports.newId()
    await tx.webhookDeliveries.enqueue({
      id,
      webhookId: webhook.id,
      organizationId,
      eventId: event.id,
      event: name,
      payload: {
        id,
        event: name,
        event_id: event.id,
        organization_id: organizationId,
        at: event.at,
        data: facts.data,
      },
      state: 'waiting',
      attempts: 0,
      dueAt: event.at,
      lastAnswer: null,
      createdAt: event.at,
    })
  }
}

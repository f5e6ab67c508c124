interface Shared<Message> {
  /** The same for all tabs that share. */
  readonly name: string
  readonly signal: AbortSignal
  /** Runs in one tab at a time. */
  lead(say: (message: Message) => void): Promise<void>
  /** Hears what the leading tab says, in every tab. */
  hear(message: Message): void
}

/**
 * Runs `lead` in one tab of the browser and lets all tabs hear what it says; when that tab closes, another goes on. A
 * browser opens six connections to a server by HTTP/1.1, so a stream for each tab would soon leave none for the rest.
 * Where the page is no secure context there are no locks: each tab then leads for itself.
 * https://www.w3.org/TR/web-locks/, https://html.spec.whatwg.org/multipage/web-messaging.html#broadcasting-to-other-browsing-contexts
 */
export async function oneForAllTabs<Message>({ name, signal, lead, hear }: Shared<Message>): Promise<void> {
  const { locks } = navigator as { readonly locks?: LockManager }
  if (!locks) return lead(hear)
  const channel = new BroadcastChannel(name)
  channel.onmessage = ({ data }: MessageEvent<Message>) => hear(data)
  signal.addEventListener('abort', () => channel.close(), { once: true })
  const say = (message: Message): void => {
    if (signal.aborted) return
    hear(message)
    channel.postMessage(message)
  }
  await locks.request(name, { signal }, () => lead(say))
}

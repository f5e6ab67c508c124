/**
 * Values of several sources as they come, one of each held at most. When the consumer stops, or a source fails, all
 * sources are ended. `joining` gives further sources for as long as it runs.
 */
export async function* mergeAsync<T>(
  sources: readonly AsyncGenerator<T>[],
  joining?: AsyncGenerator<AsyncGenerator<T>>,
): AsyncGenerator<T> {
  const open = new Set<AsyncGenerator<unknown>>()
  const arrived: Arrival<T>[] = []
  let wake = () => {}
  // Not a race of what all sources promise: a source that stays quiet would gather one more waiter with every value of
  // the others.
  const ask = (source: AsyncGenerator<T>) => listen(source, (value) => ({ source, value }))
  const askJoining = (source: AsyncGenerator<AsyncGenerator<T>>) =>
    listen(source, (joined) => ({ source, joined }))
  const listen = <V>(source: AsyncGenerator<V>, arrivalOf: (value: V) => Arrival<T>) => {
    open.add(source)
    const arrive = (arrival: Arrival<T>) => {
      arrived.push(arrival)
      wake()
    }
    source.next().then(
      ({ done, value }) => arrive(done ? { source } : arrivalOf(value)),
      (error: unknown) => arrive({ source, error }),
    )
  }
  try {
    for (const source of sources) ask(source)
    if (joining) askJoining(joining)
    while (open.size > 0) {
      const arrival = arrived.shift()
      if (arrival === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      } else if ('error' in arrival) {
        open.delete(arrival.source)
        throw arrival.error
      } else if ('value' in arrival) {
        yield arrival.value
        ask(arrival.source)
      } else if ('joined' in arrival) {
        ask(arrival.joined)
        askJoining(arrival.source)
      } else {
        open.delete(arrival.source)
      }
    }
  } finally {
    // A source that waits for a value ends only after that, so nobody waits for it here.
    for (const source of open) void source.return(undefined).catch(() => {})
  }
}

type Arrival<T> =
  | { readonly source: AsyncGenerator<T>; readonly value: T }
  | { readonly source: AsyncGenerator<AsyncGenerator<T>>; readonly joined: AsyncGenerator<T> }
  | { readonly source: AsyncGenerator<unknown>; readonly error: unknown }
  | { readonly source: AsyncGenerator<unknown> }

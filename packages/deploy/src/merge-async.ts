/** Values of several sources as they come. When the consumer stops, or a source fails, all sources are ended. */
export async function* mergeAsync<T>(sources: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const waiting = new Map(sources.map((source) => [source, next(source)]))
  try {
    while (waiting.size > 0) {
      const { source, result } = await Promise.race(waiting.values())
      if (result.done) {
        waiting.delete(source)
      } else {
        yield result.value
        waiting.set(source, next(source))
      }
    }
  } finally {
    for (const [source, pending] of waiting) {
      // A source that waits for a value ends only after that, so nobody waits for it here.
      pending.catch(() => {})
      void source.return(undefined).catch(() => {})
    }
  }
}

const next = async <T>(source: AsyncGenerator<T>) => ({ source, result: await source.next() })

/** What is being changed, or was within the last seconds: watches tell of that a little later. */
export interface JustChanged {
  during<T>(key: string, work: () => Promise<T>): Promise<T>
  has(key: string): boolean
}

const SETTLED_MS = 10_000

export function createJustChanged(settledMs = SETTLED_MS): JustChanged {
  const changes = new Map<string, number>()
  const end = (key: string): void => {
    const left = (changes.get(key) ?? 1) - 1
    if (left === 0) changes.delete(key)
    else changes.set(key, left)
  }
  return {
    async during(key, work) {
      changes.set(key, (changes.get(key) ?? 0) + 1)
      try {
        return await work()
      } finally {
        setTimeout(end, settledMs, key).unref()
      }
    },
    has: (key) => changes.has(key),
  }
}

import type { DeployTarget } from '@fairlead/core'

export interface UsedTarget {
  /** As it was given, and counted while it is asked. */
  readonly target: DeployTarget
  close(): Promise<void>
}

type Method = (...all: readonly unknown[]) => unknown

/** Closes a target that nobody has asked for a while, and says so; one that is being asked is left. */
export function whileUsed(inner: DeployTarget, idleMs: number, onClosed: () => void): UsedTarget {
  let uses = 0
  let idle: NodeJS.Timeout
  const close = async (): Promise<void> => {
    clearTimeout(idle)
    await inner.close?.()
  }
  const rest = (): void => {
    idle = setTimeout(() => {
      onClosed()
      void close()
    }, idleMs).unref()
  }
  const begin = (): void => {
    clearTimeout(idle)
    uses += 1
  }
  const end = (): void => {
    uses -= 1
    if (uses === 0) rest()
  }

  async function* counted(items: AsyncIterable<unknown>): AsyncGenerator<unknown> {
    begin()
    try {
      yield* items
    } finally {
      end()
    }
  }

  const count =
    (method: Method): Method =>
    (...all) => {
      begin()
      let result: unknown
      try {
        result = method(...all)
      } finally {
        if (!(result instanceof Promise)) end()
      }
      if (result instanceof Promise) return result.finally(end)
      return isIterable(result) ? counted(result) : result
    }

  rest()
  const methods = Object.entries(inner).map(([name, value]) => [
    name,
    typeof value === 'function' ? count(value.bind(inner) as Method) : value,
  ])
  return { target: Object.fromEntries(methods) as DeployTarget, close }
}

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Message } from './messages.ts'

/** A process of the benchmark, which is spoken to by messages. */
export interface Child {
  /** The next message of that kind. Throws when the process ends before. */
  next<K extends Message['kind']>(kind: K): Promise<Extract<Message, { kind: K }>>
  send(order: 'count' | 'report' | 'end'): void
  /** Resolves when it has ended. */
  ended(): Promise<void>
}

export function startChild(program: string, options: object): Child {
  const child: ChildProcess = fork(
    fileURLToPath(new URL(program, import.meta.url)),
    [JSON.stringify(options)],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  )
  const exited = once(child, 'exit').then(() => undefined)
  return {
    next<K extends Message['kind']>(kind: K) {
      const { promise, resolve, reject } = Promise.withResolvers<Extract<Message, { kind: K }>>()
      const hear = (message: Message): void => {
        if (message.kind !== kind) return
        child.off('message', hear)
        resolve(message as Extract<Message, { kind: K }>)
      }
      child.on('message', hear)
      void exited.then(() => reject(new Error(`${program} ended before it said "${kind}".`)))
      return promise
    },
    send: (order) => void child.send(order),
    ended: () => exited,
  }
}

/** In a child: what it was started with. */
export const readOptions = <T>(): T => JSON.parse(process.argv[2] ?? '{}') as T

/** In a child: tells the parent. */
export const tell = (message: Message): void => void process.send?.(message)

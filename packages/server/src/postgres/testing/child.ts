import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface Child {
  readonly process: ChildProcess
  /** The next line that it writes; throws when it ends before. */
  line(): Promise<string>
  /** Lines that it wrote and nobody asked for, until it ended. */
  rest(): Promise<readonly string[]>
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>
}

/** Runs one of the tests' programs in a process of its own. */
export function startProgram(path: string, ...args: readonly string[]): Child {
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    process: child,
    async line() {
      const { value, done } = await lines.next()
      if (done) throw new Error(`${path} ended before it said anything more.`)
      return value
    },
    async rest() {
      const told: string[] = []
      for (let next = await lines.next(); !next.done; next = await lines.next()) told.push(next.value)
      return told
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

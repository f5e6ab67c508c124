import type { Container, VariableAnswer } from '@fairlead/api/client'
import { api } from '../../app/api.ts'
import { requestOf } from './application-request.ts'
import type { ApplicationValues } from './application-values.ts'

/** An application as it is stored. */
export interface Saved {
  readonly container: Container
  readonly variables: readonly VariableAnswer[]
}

interface Act {
  /** `the variable MODE`. */
  readonly what: string
  readonly run: () => Promise<unknown>
}

/** What has to be done to the stored variables; what is taken away goes first, so that its name is free. */
function variableActs({ variables: wanted }: ApplicationValues, { container, variables }: Saved): Act[] {
  // By its name where a save that failed half-way has added or renamed it already.
  const pairs = wanted.map(({ id, name, value }) => {
    const key = name.trim()
    const before = variables.find((each) => each.id === id) ?? variables.find((each) => each.key === key)
    return { key, value, before }
  })
  const kept = new Set(pairs.map(({ before }) => before?.id))
  const removed = variables.filter(({ id }) => !kept.has(id))
  return [
    ...removed.map(({ id, key }) => ({
      what: `the variable ${key} is removed`,
      run: () => api.containers.removeVariable(container.id, id),
    })),
    ...pairs.flatMap(({ key, value, before }): Act[] => {
      const body = { key, value }
      if (!before) {
        const run = () => api.containers.addVariable(container.id, body)
        return [{ what: `the variable ${key} is added`, run }]
      }
      if (before.key === key && before.value === value) return []
      const run = () => api.containers.editVariable(container.id, before.id, body)
      return [{ what: `the variable ${key} is changed`, run }]
    }),
  ]
}

/** What of a save was done before it failed. */
export class PartlySaved extends Error {
  readonly done: readonly string[]
  constructor(done: readonly string[], cause: unknown) {
    super('Not everything was saved.', { cause })
    this.done = done
  }
}

/** Saves what differs: first the application, whose faults keep everything from being saved, then its variables. */
export async function saveApplication(values: ApplicationValues, saved: Saved): Promise<void> {
  const { container } = saved
  const acts: Act[] = [
    {
      what: 'the application itself is saved',
      run: () => api.containers.edit(container.id, requestOf(values, container)),
    },
    ...variableActs(values, saved),
  ]
  const done: string[] = []
  for (const { what, run } of acts) {
    try {
      await run()
    } catch (error) {
      if (done.length === 0) throw error
      throw new PartlySaved(done, error)
    }
    done.push(what)
  }
}

import type { Container, SecretVariableAnswer, VariableAnswer, VariableRequest } from '@fairlead/api/client'
import { api } from '../../app/api.ts'
import { requestOf } from './application-request.ts'
import { type ApplicationValues, keepsValue, type VariableValue } from './application-values.ts'

/** An application as it is stored. */
export interface Saved {
  readonly container: Container
  readonly variables: readonly VariableAnswer[]
  readonly secrets: readonly SecretVariableAnswer[]
}

interface Act {
  /** `the variable MODE`. */
  readonly what: string
  readonly run: () => Promise<unknown>
}

/** What has to be done to the stored variables; what is taken away goes first, so that its name is free. */
function variableActs({ variables: wanted }: ApplicationValues, saved: Saved): Act[] {
  const { id: containerId } = saved.container
  const plain = wanted.filter(({ isSecret }) => !isSecret)
  const secret = wanted.filter(({ isSecret }) => isSecret)
  const values = new Map(saved.variables.map(({ id, value }) => [id, value]))
  const ofPlain = actsOf('variable', plain, saved.variables, {
    add: (body) => api.containers.addVariable(containerId, body),
    edit: (id, body) => api.containers.editVariable(containerId, id, body),
    remove: (id) => api.containers.removeVariable(containerId, id),
    keeps: (value, id) => value.value === values.get(id),
  })
  const ofSecret = actsOf('secret variable', secret, saved.secrets, {
    add: (body) => api.containers.addSecret(containerId, body),
    edit: (id, { key, value }) =>
      api.containers.editSecret(containerId, id, value ? { key, value } : { key }),
    remove: (id) => api.containers.removeSecret(containerId, id),
    keeps: keepsValue,
  })
  return [...ofPlain.removals, ...ofSecret.removals, ...ofPlain.changes, ...ofSecret.changes]
}

interface Ways {
  add(body: VariableRequest): Promise<unknown>
  edit(id: string, body: VariableRequest): Promise<unknown>
  remove(id: string): Promise<unknown>
  /** Whether the stored value of that id is the one that is wanted. */
  keeps(wanted: VariableValue, id: string): boolean
}

function actsOf(
  kind: string,
  wanted: readonly VariableValue[],
  stored: readonly Pick<VariableAnswer, 'id' | 'key'>[],
  ways: Ways,
): { readonly removals: Act[]; readonly changes: Act[] } {
  // By its name where a save that failed half-way has added or renamed it already.
  const pairs = wanted.map((value) => {
    const key = value.name.trim()
    const before = stored.find((each) => each.id === value.id) ?? stored.find((each) => each.key === key)
    return { key, value, before }
  })
  const kept = new Set(pairs.map(({ before }) => before?.id))
  const removed = stored.filter(({ id }) => !kept.has(id))
  return {
    removals: removed.map(({ id, key }) => ({
      what: `the ${kind} ${key} is removed`,
      run: () => ways.remove(id),
    })),
    changes: pairs.flatMap(({ key, value, before }): Act[] => {
      const body = { key, value: value.value }
      if (!before) return [{ what: `the ${kind} ${key} is added`, run: () => ways.add(body) }]
      if (before.key === key && ways.keeps(value, before.id)) return []
      return [{ what: `the ${kind} ${key} is changed`, run: () => ways.edit(before.id, body) }]
    }),
  }
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

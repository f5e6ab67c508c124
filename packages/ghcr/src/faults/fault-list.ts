import type { Fault, FaultRule } from './fault.ts'

/** The faults in force. They live as long as the process. */
export interface FaultList {
  list(): readonly Fault[]
  add(rule: FaultRule): Fault
  remove(id: number): boolean
  clear(): void
  /** Counts a hit on every fault that matches, oldest first, and takes away those that are used up. */
  strike(method: string, path: string): readonly Fault[]
}

const pattern = (path: string): RegExp =>
  new RegExp(
    `^${path
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  )

export function createFaultList(): FaultList {
  let faults: (Fault & { readonly matches: RegExp })[] = []
  let nextId = 1
  const show = ({ matches: _, ...fault }: Fault & { readonly matches: RegExp }): Fault => fault

  return {
    list: () => faults.map(show),
    add: (rule) => {
      const fault = { ...rule, id: nextId++, hits: 0, matches: pattern(rule.path) }
      faults.push(fault)
      return show(fault)
    },
    remove: (id) => {
      const before = faults.length
      faults = faults.filter((fault) => fault.id !== id)
      return faults.length < before
    },
    clear: () => {
      faults = []
    },
    strike: (method, path) => {
      const struck: Fault[] = []
      faults = faults.flatMap((fault) => {
        if ((fault.method !== undefined && fault.method !== method) || !fault.matches.test(path))
          return [fault]
        const hit = { ...fault, hits: fault.hits + 1 }
        struck.push(show(hit))
        return hit.times !== undefined && hit.hits >= hit.times ? [] : [hit]
      })
      return struck
    },
  }
}

import type { FieldIssue } from '@fairlead/core'
import { fieldPath } from './issues.ts'

const MAX_DEPTH = 40

/**
 * Finds what JSON allows and no store keeps: the character U+0000, halves of surrogate pairs, and nesting without
 * end. Looks at everything, also at fields that the contract does not name.
 */
export function textFaults(data: unknown, path: readonly PropertyKey[] = []): FieldIssue[] {
  if (typeof data === 'string') return stringFault(data, path)
  if (typeof data !== 'object' || data === null) return []
  if (path.length >= MAX_DEPTH) {
    return [
      {
        field: fieldPath(path.slice(0, 3)),
        problem: 'is nested too deeply',
        remedy: `Use ${MAX_DEPTH} levels at most.`,
      },
    ]
  }
  const entries = Array.isArray(data)
    ? data.map((value, index) => [index, value] as const)
    : Object.entries(data)
  return entries.flatMap(([key, value]) => [...keyFault(key, path), ...textFaults(value, [...path, key])])
}

function keyFault(key: string | number, path: readonly PropertyKey[]): FieldIssue[] {
  if (typeof key === 'number') return []
  if (key === '__proto__') {
    return [{ field: fieldPath(path), problem: 'has a field named "__proto__"', remedy: 'Leave it out.' }]
  }
  return stringFault(key, path)
}

function stringFault(text: string, path: readonly PropertyKey[]): FieldIssue[] {
  if (text.includes('\0')) {
    return [{ field: fieldPath(path), problem: 'contains the character U+0000', remedy: 'Remove it.' }]
  }
  return text.isWellFormed()
    ? []
    : [
        {
          field: fieldPath(path),
          problem: 'contains half of a surrogate pair',
          remedy: 'Send valid Unicode.',
        },
      ]
}

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { RESOURCES } from '../connection/objects.ts'
import { NEEDED_RIGHTS, resourceOf } from './rights.ts'

const RESOURCE_NAMES = new Set([
  ...Object.values(RESOURCES).map(({ plural }) => plural as string),
  'pods/log',
])
const VERBS = new Set(['get', 'list', 'watch', 'create', 'patch', 'delete'])

/** The rows of the table of rights: resources, verbs, and whether they can be done without. */
function rows(): readonly { resources: string[]; verbs: string[]; isOptional: boolean }[] {
  const text = readFileSync(new URL('../../../../../docs/kubernetes.md', import.meta.url), 'utf8')
  const [, section = ''] = /\n## Rights\n([\s\S]*?)\n## /.exec(text) ?? []
  const lines = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| object'))
  return lines.flatMap((line) => {
    const [, object = '', verbs = ''] = line.split('|')
    const isOptional = object.includes('(optional')
    const [objects, lists] = [object.split(';'), verbs.split(';')]
    // A row may tell one list of verbs for each of its objects.
    const pairs =
      objects.length === lists.length ? objects.map((each, at) => [each, lists[at]]) : [[object, verbs]]
    return pairs.map(([names = '', list = '']) => ({
      resources: namesIn(names),
      verbs: wordsOf(list).filter((word) => VERBS.has(word)),
      isOptional,
    }))
  })
}

const wordsOf = (text: string): string[] => text.match(/[a-z]+(?:\/[a-z]+)?/g) ?? []

/** `deployments.apps` is told by its first part. */
function namesIn(text: string): string[] {
  if (text.includes('what ports are published by')) {
    return [
      ...namesIn(text.replace('what ports are published by', '')),
      'ingresses',
      'httproutes',
      'grpcroutes',
    ]
  }
  return wordsOf(text.replace(/\.[a-z0-9.]+/g, '')).filter((word) => RESOURCE_NAMES.has(word))
}

const sorted = (map: Map<string, Set<string>>) =>
  Object.fromEntries([...map].map(([name, all]) => [name, [...all].sort()] as const).sort())

function collect(all: readonly { resources: readonly string[]; verbs: readonly string[] }[]) {
  const map = new Map<string, Set<string>>()
  for (const { resources, verbs } of all) {
    for (const name of resources) map.set(name, new Set([...(map.get(name) ?? []), ...verbs]))
  }
  return sorted(map)
}

test.each([
  ['needed', false],
  ['that can be done without', true],
])('the documented rights %s are those that are asked for and granted', (_which, isOptional) => {
  const rights = NEEDED_RIGHTS.filter((right) => (right.isOptional ?? false) === isOptional)
  const asked = rights.map((right) => ({ resources: [resourceOf(right)], verbs: right.verbs }))
  expect(collect(rows().filter((row) => row.isOptional === isOptional))).toEqual(collect(asked))
})

import { createHash } from 'node:crypto'
import type { Workload } from '@fairlead/core'
import { labelsOf } from '../../manifests/deployment-manifest.ts'
import type { Place } from '../../manifests/names.ts'
import type { KubeObject } from '../connection/objects.ts'

/**
 * The service's variables; undefined where there are none. Its name is made of what it holds: pods of the version before
 * keep theirs when they restart, and a rollback finds its own.
 */
export function configMap(workload: Workload, { name, namespace }: Place): KubeObject | undefined {
  const { variables } = workload.spec
  if (variables.length === 0) return undefined
  const data = Object.fromEntries(variables.map((each) => [each.name, each.value] as const).sort(byName))
  const hash = createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 10)
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `${name}-${hash}`, namespace, labels: labelsOf(workload) },
    immutable: true,
    data,
  } as KubeObject
}

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]) => (a < b ? -1 : 1)

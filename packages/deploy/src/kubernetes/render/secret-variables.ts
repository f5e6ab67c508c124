import { createHash } from 'node:crypto'
import type { Workload } from '@fairlead/core'
import { labelsOf } from '../../manifests/deployment-manifest.ts'
import type { Place } from '../../manifests/names.ts'
import type { KubeObject } from '../connection/objects.ts'

/**
 * The service's secret variables; undefined where there are none. Its name is made of their names and versions, which are
 * made by chance: whoever may list Secrets and not read them learns nothing of a value, not even whether two are the same.
 */
export function secretVariables(workload: Workload, { name, namespace }: Place): KubeObject | undefined {
  const secrets = [...workload.secrets].sort((a, b) => (a.name < b.name ? -1 : 1))
  if (secrets.length === 0) return undefined
  const named = JSON.stringify(secrets.map((each) => [each.name, each.version]))
  const hash = createHash('sha256').update(named).digest('hex').slice(0, 10)
  const data = secrets.map((each) => [each.name, Buffer.from(each.value.reveal()).toString('base64')])
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `${name}-${hash}`, namespace, labels: labelsOf(workload) },
    immutable: true,
    type: 'Opaque',
    data: Object.fromEntries(data),
  } as KubeObject
}

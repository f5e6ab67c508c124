import { type Finding, finding } from '@fairlead/core'
import { KEYS } from '../../manifests/keys.ts'
import type { KubeObject } from '../connection/objects.ts'
import { titleOf } from './own-objects.ts'

/** An object that is there and is not the service's is left as it is. */
export function takenFinding(wanted: KubeObject, live: KubeObject): Finding {
  const other = live.metadata.labels?.[KEYS.service]
  const owner = other === undefined ? 'was not made by Fairlead' : 'belongs to another service'
  return finding('deploy.object_taken', {
    summary: `The ${titleOf(wanted)} in ${wanted.metadata.namespace ?? 'the cluster'} ${owner}, so it is left alone.`,
    evidence: [
      { asked: `the label ${KEYS.service} of the ${titleOf(wanted)}`, answered: other ?? 'not there' },
    ],
    remedy: { action: 'Rename the service, or take that object away if nobody needs it, then deploy again.' },
  })
}

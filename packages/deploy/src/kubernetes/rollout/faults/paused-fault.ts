import { finding } from '@fairlead/core'
import type { FaultFinder } from '../suspicion.ts'

/** `deploy.interrupted`: somebody paused the Deployment. Told when the time is over, for it may be resumed. */
export const pausedFault: FaultFinder = ({ deployment }) => {
  if (!deployment?.spec.paused) return []
  const { name, namespace } = deployment.metadata
  return [
    {
      key: 'paused',
      patienceMs: Number.POSITIVE_INFINITY,
      finding: finding('deploy.interrupted', {
        summary: `Somebody paused the Deployment ${name}, so that the cluster does not bring the new version up.`,
        evidence: [{ asked: `read spec.paused of the Deployment ${name}`, answered: 'true' }],
        remedy: {
          action: `Find out who ran "kubectl -n ${namespace} rollout pause deployment/${name}", then deploy again: that resumes it.`,
        },
      }),
    },
  ]
}

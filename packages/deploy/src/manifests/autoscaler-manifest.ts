import type { Workload } from '@fairlead/core'
import { isAutoscaled, labelsOf } from './deployment-manifest.ts'
import { type Place, usualPlace } from './names.ts'

// As the hosted product scales by default.
const AUTOSCALE_CPU_PERCENT = 60

/** The autoscaler between the least and the most instances; undefined where their number is fixed. */
export function autoscalerManifest(
  workload: Workload,
  place: Place = usualPlace(workload.service),
): object | undefined {
  const { spec } = workload
  if (!isAutoscaled(spec)) return undefined
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { ...place, labels: labelsOf(workload) },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: place.name },
      minReplicas: spec.minInstances,
      maxReplicas: spec.maxInstances,
      metrics: [
        {
          type: 'Resource',
          resource: {
            name: 'cpu',
            target: { type: 'Utilization', averageUtilization: AUTOSCALE_CPU_PERCENT },
          },
        },
      ],
    },
  }
}

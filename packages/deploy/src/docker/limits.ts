import { finding, isRecreated, type Progress, type ServicePort, type Workload } from '@fairlead/core'
import { failedWith } from '../outcome.ts'
import { execProbe } from './create-options.ts'

/** Throws `target.failed` for what a Docker engine cannot do at all. */
export function refuseUnsupported({ spec }: Pick<Workload, 'spec'>): void {
  if (spec.minInstances > 1 && isRecreated(spec)) throw failedWith([cannotRecreate(spec)])
  const fixed = fixedPorts(spec)
  if (spec.minInstances <= 1 || fixed.length === 0) return
  throw failedWith([
    finding('deploy.not_supported', {
      severity: 'error',
      summary: `${spec.minInstances} instances cannot share the external port ${fixed[0]?.externalPort} on one Docker engine.`,
      evidence: [
        { asked: 'minimum of instances', answered: String(spec.minInstances) },
        { asked: 'external ports', answered: fixed.map(({ externalPort }) => externalPort).join(', ') },
      ],
      remedy: {
        action:
          'Set the minimum to 1, or leave the external port out so that the engine chooses one for each instance.',
      },
    }),
  ])
}

const cannotRecreate = ({ minInstances }: Workload['spec']) =>
  finding('deploy.not_supported', {
    severity: 'error',
    summary: `A Docker engine replaces ${minInstances} instances one after another, and not all at once.`,
    remedy: {
      action:
        'Set the minimum to 1, or the advanced setting deployment.update_strategy.type to RollingUpdate.',
    },
  })

/** Public ports whose number on the host was asked for. */
export const fixedPorts = (spec: Workload['spec']): ServicePort[] =>
  spec.ports.filter((port) => port.publiclyAccessible && port.externalPort !== undefined)

/** Says what of the wish is not done, where that is no reason to fail. */
export function tellLimits(workload: Workload, progress: Progress): void {
  for (const limit of limitsOf(workload)) progress.log(limit)
}

/** What of the wish is not done, a sentence each. */
export function limitsOf({ spec }: Pick<Workload, 'spec'>): readonly string[] {
  const limits: string[] = []
  if (spec.maxInstances > Math.max(1, spec.minInstances)) {
    limits.push(`A Docker engine does not scale by itself: ${Math.max(1, spec.minInstances)} instances run.`)
  }
  if (spec.volumes.length > 0) {
    limits.push('A Docker engine does not bound the size of volumes: they have what the machine has.')
  }
  if (spec.security?.serviceAccountName || spec.security?.mountsAccountToken) {
    limits.push('A Docker engine has no service accounts: the service runs without one.')
  }
  const { readiness, liveness } = spec.healthchecks
  if (execProbe(spec.healthchecks) === readiness && liveness?.type.kind === 'exec' && readiness !== null) {
    limits.push(
      'Docker runs one command as healthcheck: the readiness probe; the liveness probe is left out.',
    )
  }
  return limits
}

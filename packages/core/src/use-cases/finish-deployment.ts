import type { Deployment, DeploymentState } from '../domain/deployment.ts'
import { bySeverity, type Finding } from '../finding.ts'
import type { Repositories } from '../ports/store.ts'
import { type DeploymentRecorder, notesOf } from './deployment-recorder.ts'
import { type AppPorts, timestamp } from './ports.ts'
import { registryHost } from './registry-connection.ts'

/** The last state of a deployment, and why. */
export interface Ending {
  readonly state: Extract<DeploymentState, 'succeeded' | 'failed' | 'canceled'>
  readonly findings: readonly Finding[]
}

/** Stores the end with its event, and wakes the one that waited for it; a service whose deletion succeeded is forgotten in the same transaction. */
export async function finishDeployment(
  ports: AppPorts,
  recorder: DeploymentRecorder,
  { state, findings }: Ending,
): Promise<void> {
  for (const step of recorder.current.steps) {
    if (step.state !== 'running') continue
    recorder.step(step.name, state === 'succeeded' ? 'succeeded' : 'failed', step.message)
  }
  await recorder.flush()
  // What the plan noted stays beside what the end found.
  const all = bySeverity([...findings, ...notesOf(recorder.current)])
  const finished: Deployment = { ...recorder.current, state, findings: all, finishedAt: timestamp(ports) }
  const { organizationId, containerId, id: deploymentId } = finished
  await ports.store.transaction(async (tx) => {
    const unfinished = await tx.deployments.unfinished(containerId)
    const next = unfinished.find(({ id }) => id !== deploymentId)
    await tx.deployments.save(finished)
    if (next) await tx.jobs.runDeployment(next.id)
    await tx.events.append({
      type: 'deployment.state',
      organizationId,
      data: { deploymentId, containerId, state },
    })
    if (findings.some(({ code }) => code === 'deploy.image_unavailable')) await lookSoon(ports, tx, finished)
    if (finished.action !== 'delete' || state !== 'succeeded') return
    const container = await tx.containers.get(containerId)
    await tx.containers.delete(containerId)
    const data = { containerId, name: container?.name ?? '' }
    await tx.events.append({ type: 'container.deleted', organizationId, data })
  })
}

/**
 * Where a node could not pull, within the grace time of a rotation: the registry is verified at once, with all that runs,
 * so that a new login that is to blame gives way to the one before it.
 */
async function lookSoon(ports: AppPorts, tx: Repositories, { spec }: Deployment): Promise<void> {
  const registry = await tx.registries.get(spec.registryId)
  if (registry?.previous) await tx.schedule.plan(registry.id, registryHost(registry), ports.clock.now())
}

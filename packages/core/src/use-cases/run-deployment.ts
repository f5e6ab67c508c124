import { isActive } from '../deployment-state.ts'
import type { ContainerService } from '../domain/container.ts'
import type { Deployment, DeploymentState } from '../domain/deployment.ts'
import { AppError, type ErrorCode, isAppError } from '../errors.ts'
import { type Finding, type FindingCode, finding } from '../finding.ts'
import type { Applied, Workload } from '../ports/deploy-target.ts'
import { type DeploymentRecorder, recordDeployment } from './deployment-recorder.ts'
import { planDeployment } from './plan-deployment.ts'
import { type AppPorts, timestamp } from './ports.ts'
import { targetOf } from './service-target.ts'

/**
 * Runs a deployment to its end, or goes on with one that a crash cut off: a finished one is left as it is, the pinned
 * digest stays, and the target's calls are idempotent. When `signal` fires the deployment stays as it is for another
 * server and `operation.canceled` is thrown; a cancel that the user asked for ends it as `canceled`.
 */
export const runDeployment =
  (ports: AppPorts) =>
  async (id: string, signal: AbortSignal): Promise<void> => {
    const deployment = await ports.store.deployments.get(id)
    if (!deployment || !isActive(deployment.state)) return
    const recorder = recordDeployment(ports, deployment)
    const container = await ports.store.containers.get(deployment.containerId)
    if (!container) return finish(ports, recorder, 'failed', [gone()])
    if (deployment.cancelRequested) return finish(ports, recorder, 'canceled', [canceled()])
    recorder.update({ state: 'running', startedAt: deployment.startedAt ?? timestamp(ports) })
    await recorder.flush()

    const cancel = new AbortController()
    const done = new AbortController()
    const watching = watchCancel(ports, id, cancel, AbortSignal.any([signal, done.signal]))
    try {
      const findings = await act(ports, recorder, container, AbortSignal.any([signal, cancel.signal]))
      await finish(ports, recorder, findings.length === 0 ? 'succeeded' : 'failed', findings)
    } catch (error) {
      if (signal.aborted)
        throw new AppError('operation.canceled', 'The server stops; the deployment goes on later.', {
          cause: error,
        })
      if (cancel.signal.aborted) return await finish(ports, recorder, 'canceled', [canceled()])
      await finish(ports, recorder, 'failed', [failure(error)])
      if (!isAppError(error)) throw error
    } finally {
      done.abort()
      await watching
    }
  }

async function act(
  ports: AppPorts,
  recorder: DeploymentRecorder,
  container: ContainerService,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { target, service } = await targetOf(ports, container)
  const { action, spec, id: deploymentId } = recorder.current
  if (action === 'stop') {
    await target.stop(service, recorder, signal)
    return []
  }
  if (action === 'delete') {
    await target.remove(service, recorder, signal)
    return []
  }
  const plan = await planDeployment(ports, recorder.current, target, recorder, signal)
  if (!plan.ok) return plan.findings
  // Stored before anything is applied: after a crash the same digest is applied, wherever the tag points by then.
  recorder.update({ image: plan.image })
  await recorder.flush()
  const { credential } = plan.location
  const workload: Workload = { service, deploymentId, image: plan.image, spec, credential }
  const applied = await (action === 'restart' ? target.restart : target.apply)(workload, recorder, signal)
  return record(recorder, applied)
}

function record(recorder: DeploymentRecorder, applied: Applied): readonly Finding[] {
  if (!applied.ok) return applied.findings
  recorder.update({ reference: applied.reference, endpoints: applied.endpoints })
  return []
}

async function finish(
  ports: AppPorts,
  recorder: DeploymentRecorder,
  state: DeploymentState,
  findings: readonly Finding[],
): Promise<void> {
  for (const step of recorder.current.steps) {
    if (step.state === 'running') {
      recorder.step(step.name, state === 'succeeded' ? 'succeeded' : 'failed', step.message)
    }
  }
  await recorder.flush()
  const { current } = recorder
  const finished: Deployment = { ...current, state, findings, finishedAt: timestamp(ports) }
  await ports.store.transaction(async (tx) => {
    await tx.deployments.save(finished)
    const { organizationId, containerId, id: deploymentId } = finished
    await tx.events.append({
      type: 'deployment.state',
      organizationId,
      data: { deploymentId, containerId, state },
    })
    if (finished.action !== 'delete' || state !== 'succeeded') return
    const container = await tx.containers.get(containerId)
    await tx.containers.delete(containerId)
    const name = container?.name ?? ''
    await tx.events.append({ type: 'container.deleted', organizationId, data: { containerId, name } })
  })
}

/** Aborts `cancel` once the user asked for it, on whichever server; ends when `until` fires. */
async function watchCancel(
  ports: AppPorts,
  id: string,
  cancel: AbortController,
  until: AbortSignal,
): Promise<void> {
  while (!until.aborted) {
    const appended = ports.eventSignal.next(until)
    // A store that does not answer now is asked again at the next event; the deployment itself meets it anyway.
    const deployment = await ports.store.deployments.get(id).catch(() => undefined)
    if (deployment?.cancelRequested) return cancel.abort()
    await appended
  }
}

const FAILURES: Partial<Record<ErrorCode, FindingCode>> = {
  'target.unreachable': 'deploy.target_unreachable',
  'target.failed': 'deploy.target_failed',
}

/** What a thrown error means for the person who deployed; an unexpected one says where its cause is written. */
function failure(error: unknown): Finding {
  if (isAppError(error)) {
    return finding(FAILURES[error.code] ?? 'deploy.target_failed', {
      summary: error.message,
      remedy: { action: 'Mend what the message names, then deploy again. What ran before still runs.' },
    })
  }
  return finding('deploy.target_failed', {
    summary: 'Fairlead itself failed while it deployed. What ran before still runs.',
    remedy: { action: "Look the deployment's id up in the server's log, then deploy again." },
  })
}

const canceled = (): Finding =>
  finding('deploy.canceled', { summary: 'The deployment was canceled. What ran before still runs.' })

const gone = (): Finding =>
  finding('deploy.interrupted', {
    summary: 'The container was deleted before its deployment ran.',
    remedy: { action: 'Create the container again, then deploy it.' },
  })

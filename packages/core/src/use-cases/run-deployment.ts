import { isActive } from '../deployment-state.ts'
import type { ContainerService } from '../domain/container.ts'
import type { Deployment } from '../domain/deployment.ts'
import { AppError, type ErrorCode, isAppError } from '../errors.ts'
import { type Finding, type FindingCode, finding } from '../finding.ts'
import type { Applied, DeployTarget, ServiceIdentity, Workload } from '../ports/deploy-target.ts'
import { anySignal } from '../values/any-signal.ts'
import { type DeploymentRecorder, failureOf, recordDeployment } from './deployment-recorder.ts'
import { type Ending, finishDeployment } from './finish-deployment.ts'
import { planDeployment } from './plan-deployment.ts'
import { type AppPorts, timestamp } from './ports.ts'
import { openSecrets } from './secret-variables.ts'
import { targetOf } from './service-target.ts'
import { canceledUnbegun, WAIT_STEP } from './take-place.ts'

/**
 * Runs a deployment to its end, or goes on with one that a crash cut off: a finished one is left as it is, the pinned
 * digest stays, and the target's calls are idempotent. When `signal` fires the deployment stays as it is for another
 * server and `operation.canceled` is thrown; a cancel that the user asked for ends it as `canceled`. Throws
 * `database.unavailable` as well: then the end could not be stored, and the same call made again goes on.
 */
export const runDeployment =
  (ports: AppPorts) =>
  async (id: string, signal: AbortSignal): Promise<void> => {
    const deployment = await ports.store.deployments.get(id)
    if (!deployment || !isActive(deployment.state)) return
    // One that was cut off while it ran is asked of the target below: it may be half made, or done.
    const begun = deployment.state === 'running'
    const told = begun ? await ports.store.events.linesOf(deployment.organizationId, id) : []
    const recorder = recordDeployment(ports, deployment, new Set(told))
    const container = await ports.store.containers.get(deployment.containerId)
    if (!container) return finishDeployment(ports, recorder, failedWith(gone()))
    if (deployment.cancelRequested && !begun) return finishDeployment(ports, recorder, unbegun())
    if (!begun && !(await begin(ports, recorder))) return

    const cancel = new AbortController()
    if (deployment.cancelRequested) cancel.abort()
    const done = new AbortController()
    const watching = watchCancel(ports, id, cancel, anySignal(signal, done.signal))
    try {
      await finishDeployment(ports, recorder, await ending(ports, recorder, container, cancel.signal, signal))
    } finally {
      done.abort()
      await watching
    }
  }

/** It is the deployment's turn. `false`: another one of the service is, or has taken its place. */
async function begin(ports: AppPorts, recorder: DeploymentRecorder): Promise<boolean> {
  const { action, containerId, steps, spec, image } = recorder.current
  // What it waited for may have replaced what ran when it was asked for.
  const live = await ports.store.deployments.live(containerId)
  const again = action === 'restart' && live ? live : { spec, image }
  recorder.update({
    state: 'running',
    startedAt: timestamp(ports),
    replacesId: live?.id ?? null,
    spec: again.spec,
    image: again.image,
  })
  const waited = steps.find(({ name, state }) => name === WAIT_STEP && state === 'running')
  if (waited) recorder.step(WAIT_STEP, 'succeeded', 'It was its turn.')
  try {
    await recorder.flush()
    return true
  } catch (error) {
    if (isAppError(error, 'container.busy') || isAppError(error, 'container.conflict')) return false
    throw error
  }
}

/** How it ended. Throws only what leaves the deployment unfinished. */
async function ending(
  ports: AppPorts,
  recorder: DeploymentRecorder,
  container: ContainerService,
  cancel: AbortSignal,
  stop: AbortSignal,
): Promise<Ending> {
  try {
    const findings = await act(ports, recorder, container, { cancel, stop })
    return findings.length === 0 ? { state: 'succeeded', findings } : { state: 'failed', findings }
  } catch (error) {
    if (stop.aborted) {
      const text = 'The server stops; the deployment goes on later.'
      throw new AppError('operation.canceled', text, { cause: error })
    }
    if (isAppError(error, 'database.unavailable')) throw error
    // Any other error than the cancellation itself says that something could not be undone.
    if (cancel.aborted && isCancellation(error)) return canceled()
    if (!isAppError(error)) ports.report(error, { deploymentId: recorder.current.id })
    return { state: 'failed', findings: failure(error) }
  }
}

interface Signals {
  /** The user gave it up. */
  readonly cancel: AbortSignal
  /** The server stops. */
  readonly stop: AbortSignal
}

async function act(
  ports: AppPorts,
  recorder: DeploymentRecorder,
  container: ContainerService,
  signals: Signals,
): Promise<readonly Finding[]> {
  const { action } = recorder.current
  // Nothing of it can be anywhere, so an unreachable target does not keep it from being deleted.
  if (action === 'delete' && !(await everBegan(ports, container.id))) return []
  const { target, service } = await targetOf(ports, container)
  switch (action) {
    // Once begun these are not given up half-way: a container that is half stopped serves nobody.
    case 'stop':
      await target.stop(service, recorder, signals.stop)
      return []
    case 'delete':
      await target.remove(service, recorder, signals.stop)
      return []
    case 'restart':
      return roll(ports, recorder, target, service, signals.stop, signals.stop)
    case 'deploy':
      return roll(ports, recorder, target, service, signals.stop, anySignal(signals.cancel, signals.stop))
  }
}

/**
 * Plans and applies. A resumed deployment that was canceled, or had failed already, goes to the target as well, which
 * undoes what is half made.
 */
async function roll(
  ports: AppPorts,
  recorder: DeploymentRecorder,
  target: DeployTarget,
  service: ServiceIdentity,
  stop: AbortSignal,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { action, spec, id: deploymentId, image: pinned } = recorder.current
  const failure = failureOf(recorder.current)
  const resumedToUndo = pinned !== null && (failure.length > 0 || (signal.aborted && !stop.aborted))
  const plan = resumedToUndo
    ? ({
        ok: true,
        image: pinned,
        credential: undefined,
        repositoryPrefix: '',
        doubts: [],
        notes: [],
      } as const)
    : await planDeployment(ports, recorder.current, target, recorder, signal)
  if (!plan.ok) return plan.findings
  // Stored before anything is applied: after a crash the same digest is applied, wherever the tag points by then.
  const chosen = recorder.current.findings.filter(({ code }) => code === 'identity.chosen')
  const findings = resumedToUndo ? recorder.current.findings : [...chosen, ...plan.notes]
  recorder.update({ image: plan.image, findings })
  await recorder.flush()
  const { image, credential, repositoryPrefix } = plan
  const keptLogin = 'keptLogin' in plan ? plan.keptLogin : undefined
  const workload: Workload = {
    service,
    deploymentId,
    image,
    spec,
    secrets: openSecrets(ports, service.id, spec),
    credential,
    repositoryPrefix,
    ...(keptLogin ? { keptLogin } : {}),
    ...(failure.length > 0 ? { failure } : {}),
  }
  const applied = await (action === 'restart' ? target.restart : target.apply)(workload, recorder, signal)
  return record(recorder, applied, plan.doubts)
}

function record(
  recorder: DeploymentRecorder,
  applied: Applied,
  doubts: readonly Finding[],
): readonly Finding[] {
  if (!applied.ok) {
    const isPull = applied.findings.some(({ code }) => code === 'deploy.image_unavailable')
    return isPull && doubts.length > 0 ? doubts : applied.findings
  }
  recorder.update({ reference: applied.reference, endpoints: applied.endpoints })
  return []
}

const HISTORY_PAGE = 50

/** Whether any deployment of the container has ever been at work, so that something may be on the target. */
async function everBegan(ports: AppPorts, containerId: string): Promise<boolean> {
  for (let page = 0; ; page += 1) {
    const history = await ports.store.deployments.history(containerId, { page, pageSize: HISTORY_PAGE })
    if (history.some(({ action, startedAt }) => action !== 'delete' && startedAt !== null)) return true
    if (history.length < HISTORY_PAGE) return false
  }
}

/** Aborts `cancel` once the user asked for it, on whichever server; ends when `until` fires. */
async function watchCancel(
  ports: AppPorts,
  id: Deployment['id'],
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
function failure(error: unknown): readonly Finding[] {
  if (isAppError(error)) {
    if (error.findings.length > 0) return error.findings
    return [
      finding(FAILURES[error.code] ?? 'deploy.target_failed', {
        summary: error.message,
        remedy: { action: 'Mend what the message names, then try again.' },
      }),
    ]
  }
  return [
    finding('deploy.target_failed', {
      summary: 'Fairlead itself failed while it deployed.',
      remedy: { action: "Look the deployment's id up in the server's log, then try again." },
    }),
  ]
}

const isCancellation = (error: unknown): boolean =>
  isAppError(error, 'operation.canceled') || (error instanceof Error && error.name === 'AbortError')

const failedWith = (finding: Finding): Ending => ({ state: 'failed', findings: [finding] })

const canceled = (): Ending => ({
  state: 'canceled',
  findings: [finding('deploy.canceled', { summary: 'It was canceled. What ran before still runs.' })],
})

const unbegun = (): Ending => ({ state: 'canceled', findings: [canceledUnbegun()] })

const gone = (): Finding =>
  finding('deploy.interrupted', {
    summary: 'The container was deleted before its deployment ran.',
    remedy: { action: 'Create the container again, then deploy it.' },
  })

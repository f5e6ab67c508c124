import type { Deployment, DeploymentStep, StepState } from '../domain/deployment.ts'
import type { NewEvent } from '../events.ts'
import type { Progress } from '../ports/deploy-target.ts'
import { type AppPorts, timestamp } from './ports.ts'

/** Keeps a running deployment in step with the store: every change and its event are one transaction, in order. */
export interface DeploymentRecorder extends Progress {
  readonly current: Deployment
  /** Changes fields of the deployment; `state` also announces itself. */
  update(change: Partial<Deployment>): void
  /** Resolves when all that was said is stored; throws the first failure to store. */
  flush(): Promise<void>
}

/** The end of the step list: a step of the same name is replaced, and what still ran is closed by what follows it. */
function withStep(steps: readonly DeploymentStep[], step: DeploymentStep): readonly DeploymentStep[] {
  const index = steps.findIndex(({ name }) => name === step.name)
  return index < 0 ? [...steps, step] : steps.with(index, step)
}

export function recordDeployment(ports: AppPorts, started: Deployment): DeploymentRecorder {
  let current = started
  let written: Promise<void> = Promise.resolve()
  const { organizationId, containerId, id: deploymentId } = started

  const write = (deployment: Deployment, event: NewEvent | undefined): void => {
    written = written.then(() =>
      ports.store.transaction(async (tx) => {
        await tx.deployments.save(deployment)
        if (event) await tx.events.append(event)
      }),
    )
    // flush() tells of the failure; this only keeps Node from taking it as unhandled until then.
    written.catch(() => undefined)
  }

  return {
    get current() {
      return current
    },
    update(change) {
      const announces = change.state !== undefined && change.state !== current.state
      current = { ...current, ...change }
      const { state } = current
      write(
        current,
        announces
          ? { type: 'deployment.state', organizationId, data: { deploymentId, containerId, state } }
          : undefined,
      )
    },
    step(name: string, state: StepState, message: string) {
      const before = current.steps.find((step) => step.name === name)
      const now = timestamp(ports)
      const step: DeploymentStep = {
        name,
        message,
        state,
        startedAt: before?.state === 'running' ? before.startedAt : now,
        finishedAt: state === 'running' ? null : now,
      }
      current = { ...current, steps: withStep(current.steps, step) }
      write(current, { type: 'deployment.step', organizationId, data: { deploymentId, containerId, step } })
    },
    log(message) {
      const event: NewEvent = {
        type: 'deployment.log',
        organizationId,
        data: { deploymentId, containerId, message },
      }
      written = written.then(() => ports.store.events.append(event)).then(() => undefined)
      written.catch(() => undefined)
    },
    flush: () => written,
  }
}

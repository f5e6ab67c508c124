import type { Deployment, DeploymentStep, StepState } from '../domain/deployment.ts'
import type { NewEvent } from '../events.ts'
import type { Finding } from '../finding.ts'
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

/** What a plan found worth knowing. Beside it, until the end, stands why the deployment is undone. */
export const notesOf = ({ findings }: Pick<Deployment, 'findings'>): readonly Finding[] =>
  findings.filter(({ severity }) => severity !== 'error')

/** Why an unfinished deployment is undone; empty where nothing of it failed. */
export const failureOf = ({ findings }: Pick<Deployment, 'findings'>): readonly Finding[] =>
  findings.filter(({ severity }) => severity === 'error')

/** The end of the step list: a step of the same name is replaced, and what still ran is closed by what follows it. */
function withStep(steps: readonly DeploymentStep[], step: DeploymentStep): readonly DeploymentStep[] {
  const index = steps.findIndex(({ name }) => name === step.name)
  return index < 0 ? [...steps, step] : steps.with(index, step)
}

/** `told` are the lines that it has told before a crash cut it off: the same ones are not told again. */
export function recordDeployment(
  ports: AppPorts,
  started: Deployment,
  told: ReadonlySet<string> = new Set(),
): DeploymentRecorder {
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
      if (told.has(message)) return
      const event: NewEvent = {
        type: 'deployment.log',
        organizationId,
        data: { deploymentId, containerId, message },
      }
      written = written.then(() => ports.store.events.append(event)).then(() => undefined)
      written.catch(() => undefined)
    },
    fail(findings) {
      current = { ...current, findings: [...notesOf(current), ...findings] }
      write(current, undefined)
    },
    flush: () => written,
  }
}

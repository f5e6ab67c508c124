import type { Deployment } from '@fairlead/api/client'
import type { Context } from './context.ts'
import { EXIT } from './exit-codes.ts'
import type { Session } from './login/session.ts'
import { duration, toggle } from './options.ts'
import { createDeploymentRenderer, type ShownOutcome } from './render/deployment.ts'
import { renderHeading } from './render/heading.ts'
import { toWire } from './to-wire.ts'
import { watchDeployment } from './watch-deployment.ts'

/** Options of every command that asks for a deployment. */
export const waitOptions = {
  wait: toggle(
    'Wait for the end and show each step; without it the command ends when the server has taken the order',
  ),
  timeout: duration('Time limit of the wait', 15 * 60_000),
}

/** What `--output json` prints for every command that asks for a deployment. */
export const DEPLOYMENT_JSON = 'Deployment: as it ended, or with --no-wait as it was asked for'

const DONE: Record<Deployment['action'], (name: string, deployment: Deployment) => string> = {
  deploy: (name, { image }) =>
    image
      ? `${name} is deployed: ${image.repository}:${image.tag} (${image.digest.slice(0, 19)})`
      : `${name} is deployed`,
  restart: (name) => `${name} was restarted`,
  stop: (name) => `${name} is stopped`,
  delete: (name) => `${name} is removed`,
}

const FAILED: Record<Deployment['action'], string> = {
  deploy: 'could not be deployed',
  restart: 'could not be restarted',
  stop: 'could not be stopped',
  delete: 'could not be removed',
}

function outcomeOf(name: string, deployment: Deployment): ShownOutcome {
  const { action, state, findings, endpoints, createdAt, finishedAt } = deployment
  const ok = state === 'succeeded'
  const kept = action === 'deploy' && deployment.replacesId !== null ? '; what ran before was kept' : ''
  const failed =
    state === 'canceled' ? `The deployment was canceled${kept}` : `${name} ${FAILED[action]}${kept}`
  return {
    ok,
    summary: ok ? DONE[action](name, deployment) : failed,
    findings,
    endpoints: ok && action !== 'delete' && action !== 'stop' ? endpoints : [],
    durationMs: finishedAt === null ? undefined : Date.parse(finishedAt) - Date.parse(createdAt),
  }
}

export interface Shown {
  /** Name of the container. */
  readonly name: string
  /** What is done, for the heading; the deployment's origin unless said. */
  readonly about?: string
  readonly deployment: Deployment
}

/**
 * Shows a deployment until it ends, and returns it as it ended. A time limit or Ctrl-C ends the showing, not the
 * deployment.
 */
export async function showDeployment(
  context: Context,
  session: Session,
  { name, about, deployment }: Shown,
): Promise<Deployment> {
  context.progress.write(renderHeading(name, about ?? deployment.origin, context))
  const renderer = createDeploymentRenderer(context.io, context)
  const onLost = (): void => {
    renderer.stop()
    context.note('  The server does not answer; trying again …')
  }
  let latest = deployment
  try {
    for await (latest of watchDeployment(session, deployment, { onLost })) {
      for (const step of latest.steps) renderer.onStep(step)
    }
    renderer.finish(outcomeOf(name, latest))
  } catch (error) {
    renderer.stop()
    if (context.signal.aborted)
      context.note(`  It goes on without this command: fairlead container status ${name}`)
    throw error
  } finally {
    renderer.stop()
  }
  return latest
}

/** Shows a deployment until it ends, or says that it was asked for. Returns the command's exit code. */
export async function followDeployment(
  context: Context,
  session: Session,
  { wait, ...shown }: Shown & { readonly wait: boolean },
): Promise<number> {
  if (!wait) {
    const { name, deployment } = shown
    context.result(
      await toWire(deployment),
      () => `Asked for: ${deployment.origin} of ${name}, deployment ${deployment.id}.\n`,
    )
    return EXIT.ok
  }
  const ended = await showDeployment(context, session, shown)
  if (context.format === 'json') context.result(await toWire(ended), () => '')
  return ended.state === 'succeeded' ? EXIT.ok : EXIT.failed
}

/** The deployment that a status tells of, as it is now. */
export async function requestedDeployment(
  session: Session,
  status: { readonly id: string; readonly deployment_request_id: string | null },
): Promise<Deployment> {
  const { api, signal } = session
  if (status.deployment_request_id !== null)
    return api.deployments.get(status.deployment_request_id, { signal })
  const [latest] = await api.deployments.list(status.id, { signal, pageSize: 1 })
  if (latest) return latest
  throw new Error('The server took the order but keeps no deployment of it.')
}

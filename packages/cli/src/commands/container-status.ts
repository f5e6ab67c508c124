import type { Deployment } from '@fairlead/api/client'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption, type Session } from '../login/session.ts'
import { findContainer, type PlacedContainer, placeLabel, placeOptions } from '../names/find-place.ts'
import { duration, optionalArgument } from '../options.ts'
import { formatTime } from '../render/duration.ts'
import { renderFindings } from '../render/findings.ts'
import { stateOutcome, stateWords } from '../render/states.ts'
import { paintMark } from '../render/status-line.ts'
import { renderFacts } from '../render/table.ts'
import { toWire } from '../to-wire.ts'

interface Known {
  readonly placed: PlacedContainer
  readonly state: string
  readonly freshness: string
  readonly latest: Deployment | undefined
  /** The one whose containers the cluster has: after a failed deployment not the latest. */
  readonly present: Deployment | undefined
  readonly runtime: {
    readonly state: string
    readonly runningInstances: number
    readonly digest?: string
    readonly deploymentId?: string
    readonly endpoints: readonly { readonly url: string }[]
    readonly message: string
    readonly drift?: readonly string[]
  }
}

const FRESHNESS: Readonly<Record<string, string>> = {
  OUT_OF_DATE: 'its settings have changed since: deploy it to apply them',
}

function render(
  { placed, state, freshness, latest, present, runtime }: Known,
  { io, style }: Context,
): string {
  const { name, container, place } = placed
  const instances = runtime.runningInstances === 1 ? '1 instance' : `${runtime.runningInstances} instances`
  const facts = renderFacts(
    [
      ['asks for', `${container.image_name}:${container.tag} of ${container.registry.name}`],
      ['deployed', present?.image ? `${present.image.repository}:${present.image.tag}` : undefined],
      ['digest', runtime.digest],
      ['environment', placeLabel(place)],
      ['now', `${runtime.state}, ${instances}${runtime.message ? `: ${runtime.message}` : ''}`],
      ...runtime.endpoints.map(({ url }) => ['address', url] as const),
      [
        'last',
        latest
          ? `${latest.origin} ${latest.state} at ${formatTime(latest.finishedAt ?? latest.createdAt)}`
          : undefined,
      ],
      ['note', FRESHNESS[freshness]],
      ...(runtime.drift ?? []).map((sentence) => ['drift', sentence] as const),
      ['', runtime.drift?.length ? `"fairlead container redeploy ${name}" puts that right` : undefined],
    ],
    { style, indent: '    ' },
  )
  const title = `\n  ${paintMark(stateOutcome(state), style)} ${style.bold(name)}  ${stateWords(state)}\n`
  return `${title}${facts}${renderFindings(latest?.findings ?? [], io, io.stdout)}\n`
}

async function presentOf(
  { api, signal }: Session,
  latest: Deployment | undefined,
  id: string | undefined,
): Promise<Deployment | undefined> {
  if (id === undefined) return undefined
  return id === latest?.id ? latest : api.deployments.get(id, { signal })
}

const isWell = ({ state, runtime }: Known): boolean =>
  stateOutcome(state) !== 'bad' &&
  runtime.state !== 'unhealthy' &&
  !(state === 'DEPLOYED' && runtime.state === 'absent')

export const status = defineCommand({
  name: 'container status',
  summary: 'Show what a container should run and what its cluster says of it now',
  details: [
    'The exit code is 1 when its last deployment failed, or when what should run is unhealthy or gone.',
  ],
  arguments: { container: optionalArgument('Name or id of the container; the only one if left out') },
  options: { ...placeOptions, ...organizationOption, timeout: duration('Time limit', 30_000) },
  json: '{"container": Container, "status": ServiceStatus, "runtime": Runtime, "latest": Deployment | null}',
  async run({ args, options }, context) {
    const { signal } = context
    const session = await openSession(context, options)
    const placed = await findContainer(session, args.container, options)
    const { id } = placed
    const [serviceStatus, runtime, [latest]] = await Promise.all([
      session.api.containers.status(id, { signal }),
      session.api.containers.runtime(id, { signal }),
      session.api.deployments.list(id, { signal, pageSize: 1 }),
    ])
    const { state, service_deployment_status: freshness } = serviceStatus
    const present = await presentOf(session, latest, runtime.deploymentId)
    const known: Known = { placed, state, freshness, latest, present, runtime }
    const json = {
      container: placed.container,
      status: serviceStatus,
      runtime: await toWire(runtime),
      latest: latest ? await toWire(latest) : null,
    }
    context.result(json, () => render(known, context))
    return isWell(known) ? EXIT.ok : EXIT.failed
  },
})

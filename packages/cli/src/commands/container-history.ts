import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { findContainer, placeOptions } from '../names/find-place.ts'
import { duration, integer, optionalArgument } from '../options.ts'
import { formatTime } from '../render/duration.ts'
import { markedCell } from '../render/states.ts'
import type { Outcome } from '../render/status-line.ts'
import { renderTable } from '../render/table.ts'
import { toWire } from '../to-wire.ts'

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  succeeded: 'good',
  failed: 'bad',
  running: 'warning',
  queued: 'warning',
}
const USUAL = 20

export const history = defineCommand({
  name: 'container history',
  summary: 'List what was deployed of a container, newest first',
  arguments: { container: optionalArgument('Name or id of the container; the only one if left out') },
  options: {
    limit: integer('COUNT', { min: 1, max: 100 }, `Deployments to list (default: ${USUAL})`),
    ...placeOptions,
    ...organizationOption,
    timeout: duration('Time limit', 30_000),
  },
  json: '{"deployments": [Deployment]}',
  async run({ args, options }, context) {
    const { signal, style, width } = context
    const session = await openSession(context, options)
    const { id, name } = await findContainer(session, args.container, options)
    const deployments = await session.api.deployments.list(id, { signal, pageSize: options.limit ?? USUAL })
    context.result({ deployments: await toWire(deployments) }, () => {
      if (deployments.length === 0) return `${name} was never deployed.\n`
      const rows = deployments.map(
        ({ id: deploymentId, state, origin, image, spec, createdAt, requestedBy }) => [
          deploymentId,
          markedCell(OUTCOMES[state] ?? 'none', state, style),
          origin,
          image?.tag ?? spec.tag,
          image?.digest.slice(0, 19) ?? '',
          formatTime(createdAt),
          requestedBy,
        ],
      )
      return renderTable(['deployment', 'state', 'what', 'tag', 'digest', 'asked at', 'by'], rows, {
        width,
        style,
      })
    })
    return EXIT.ok
  },
})

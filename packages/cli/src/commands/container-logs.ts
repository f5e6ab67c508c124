import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { findContainer, placeOptions } from '../names/find-place.ts'
import { flag, integer, optionalArgument } from '../options.ts'
import { formatTime } from '../render/duration.ts'
import { plainText } from '../render/text.ts'

const USUAL_TAIL = 100

export const logs = defineCommand({
  name: 'container logs',
  summary: 'Show what a container wrote',
  arguments: { container: optionalArgument('Name or id of the container; the only one if left out') },
  options: {
    follow: { ...flag('Go on with the lines to come, until Ctrl-C'), short: 'f' },
    tail: integer('LINES', { min: 0, max: 10_000 }, `Lines from the end (default: ${USUAL_TAIL})`),
    timestamps: flag('Begin each line with its time'),
    ...placeOptions,
    ...organizationOption,
  },
  examples: ['fairlead container logs web --follow', 'fairlead container logs web --tail 20 --timestamps'],
  json: 'one document on each line: {"id", "created_at", "message", "pod_name", "stream": "stdout" | "stderr"}',
  async run({ args, options }, context) {
    const { signal, style } = context
    const session = await openSession(context, options)
    const { id } = await findContainer(session, args.container, options)
    const { follow, tail = USUAL_TAIL } = options
    for await (const entry of session.api.containers.logs(id, { follow, tail, signal })) {
      const time = options.timestamps ? `${style.dim(formatTime(entry.created_at))}  ` : ''
      context.line(entry, () => `${time}${plainText(entry.message).trimEnd()}\n`)
    }
    signal.throwIfAborted()
    return EXIT.ok
  },
})

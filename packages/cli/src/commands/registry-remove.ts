import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { findRegistry } from '../names/find-place.ts'
import { argument, duration, flag } from '../options.ts'

export const removeRegistry = defineCommand({
  name: 'registry remove',
  summary: 'Forget a registry and its credential',
  details: [
    'Refused with exit code 5 and the list of services while services use it, unless forced: then they cannot be deployed any more.',
  ],
  arguments: { registry: argument('Name or id of the registry') },
  options: {
    force: flag('Remove it although services use it'),
    ...organizationOption,
    timeout: duration('Time limit', 30_000),
  },
  examples: ['fairlead registry remove acme'],
  json: '{"id", "name", "removed": true}',
  async run({ args, options }, context) {
    const session = await openSession(context, options)
    const { api, organization } = session
    const { id, name } = await findRegistry(session, args.registry)
    await api.registries.remove(organization.id, id, { force: options.force, signal: context.signal })
    context.result({ id, name, removed: true }, () => `Removed the registry ${name}.\n`)
    return EXIT.ok
  },
})

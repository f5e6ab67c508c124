import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { findRegistry } from '../names/find-place.ts'
import { argument, duration, flag } from '../options.ts'
import { renderImpact } from '../render/impact.ts'

export const removeRegistry = defineCommand({
  name: 'registry remove',
  summary: 'Forget a registry and its credential',
  details: [
    'Refused with exit code 5 and what depends on it while services use it, unless forced: then they cannot be deployed any more.',
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
    const { signal } = context
    try {
      await api.registries.remove(organization.id, id, { force: options.force, signal })
    } catch (error) {
      if (
        error instanceof Error &&
        'code' in error &&
        error.code === 'registry.in_use' &&
        context.format === 'text'
      ) {
        // What depends on it says more than a list of names; the refusal itself follows.
        const impact = await api.registries.impact(organization.id, id, { signal })
        context.note(renderImpact(impact, context.style).trimEnd())
      }
      throw error
    }
    context.result({ id, name, removed: true }, () => `Removed the registry ${name}.\n`)
    return EXIT.ok
  },
})

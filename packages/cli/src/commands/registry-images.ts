import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { usageFailure } from '../failure.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { findRegistry } from '../names/find-place.ts'
import { duration, optionalArgument, text } from '../options.ts'
import { formatTime } from '../render/duration.ts'
import { renderTable } from '../render/table.ts'

export const images = defineCommand({
  name: 'registry images',
  summary: 'List the images behind a registry, or the tags of one of them',
  arguments: { registry: optionalArgument('Name or id of the registry; the only one if left out') },
  options: {
    search: text('TEXT', 'Only images whose name contains this'),
    tags: text('OWNER/IMAGE', "List this image's tags instead"),
    ...organizationOption,
    timeout: duration('Time limit', 120_000),
  },
  examples: ['fairlead registry images acme --search web', 'fairlead registry images acme --tags acme/web'],
  json: '{"images": [{"image_name", "visibility"?, "linked_repository"?, "updated_at"?}]}; with --tags {"image_name", "tags": [TAG]}',
  async run({ args, options }, context) {
    const { signal, style, width } = context
    if (options.tags !== undefined && options.search !== undefined) {
      throw usageFailure('--search and --tags exclude each other.')
    }
    const session = await openSession(context, options)
    const { api, organization } = session
    const registry = await findRegistry(session, args.registry)
    if (options.tags !== undefined) {
      const tags = await api.registries.tags(organization.id, registry.id, options.tags, { signal })
      context.result({ image_name: options.tags, tags }, () =>
        tags.length === 0 ? `${options.tags} has no tag.\n` : `${tags.join('\n')}\n`,
      )
      return EXIT.ok
    }
    const search = options.search === undefined ? {} : { search: options.search }
    const found = await api.registries.images(organization.id, registry.id, { ...search, signal })
    // `versions` is filled only for an image that is named in full, and would look like "no tags" here.
    const results = found.map(({ versions: _, ...image }) => image)
    context.result({ images: results }, () => {
      if (results.length === 0)
        return `No image of ${registry.name} is visible to its credential${options.search ? ` with "${options.search}" in its name` : ''}.\n`
      const rows = results.map(({ image_name, visibility, linked_repository, updated_at }) => [
        image_name,
        visibility ?? '',
        linked_repository ?? '',
        formatTime(updated_at),
      ])
      return renderTable(['image', 'visibility', 'repository', 'updated at'], rows, { width, style })
    })
    return EXIT.ok
  },
})

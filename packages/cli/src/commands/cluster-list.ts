import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { duration } from '../options.ts'
import { renderTable } from '../render/table.ts'

export const listClusters = defineCommand({
  name: 'cluster list',
  summary: 'List the clusters of the organization',
  arguments: {},
  options: { ...organizationOption, timeout: duration('Time limit', 30_000) },
  json: '{"clusters": [Cluster]}',
  async run({ options }, context) {
    const { signal, style, width } = context
    const { api, organization } = await openSession(context, options)
    const clusters = await api.clusters.list(organization.id, { signal })
    context.result({ clusters }, () =>
      renderTable(
        ['name', 'kind', 'default', 'description', 'id'],
        clusters.map(({ name, target, is_default, description, id }) => [
          name,
          target.kind,
          is_default ? 'yes' : 'no',
          description,
          id,
        ]),
        { width, style },
      ),
    )
    return EXIT.ok
  },
})

import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { readKind, shortKind } from '../names/registry-kind.ts'
import { duration, optionalArgument } from '../options.ts'
import { renderKind } from '../registries/kind-help.ts'
import { renderTable } from '../render/table.ts'

export const listKinds = defineCommand({
  name: 'registry kinds',
  summary: 'Show the kinds of registry that the server speaks, and what each needs',
  arguments: { kind: optionalArgument('Kind to show whole, such as ecr; all in a table if left out') },
  options: { ...organizationOption, timeout: duration('Time limit', 30_000) },
  examples: ['fairlead registry kinds', 'fairlead registry kinds ecr'],
  json: '{"kinds": [AvailableContainerRegistry]}',
  async run({ args, options }, context) {
    const { io, signal, style, width } = context
    const { api } = await openSession(context, options)
    const all = await api.registries.kinds({ signal })
    const chosen =
      args.kind === undefined
        ? undefined
        : readKind(
            args.kind,
            all.map(({ kind }) => kind),
          )
    const kinds = chosen === undefined ? all : all.filter(({ kind }) => kind === chosen)
    context.result({ kinds }, () => {
      if (chosen !== undefined) return kinds.map((form) => renderKind(form, io, style)).join('')
      const rows = kinds.map((form) => [
        shortKind(form.kind),
        form.title,
        form.url ?? form.url_hint ?? '',
        form.logins.map(({ id }) => id).join(', '),
        form.anonymous ? 'yes' : 'no',
      ])
      const table = renderTable(['kind', 'name', 'address', 'logins', 'anonymous'], rows, { width, style })
      return `${table}\nWhat one needs: fairlead registry kinds KIND\n`
    })
    return EXIT.ok
  },
})

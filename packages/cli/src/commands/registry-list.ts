import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { duration } from '../options.ts'
import { formatTime } from '../render/duration.ts'
import { verificationCell } from '../render/states.ts'
import { renderTable } from '../render/table.ts'

export const listRegistries = defineCommand({
  name: 'registry list',
  summary: "List the organization's registries, with what their latest verification found",
  arguments: {},
  options: { ...organizationOption, timeout: duration('Time limit', 30_000) },
  json: '{"registries": [Registry]}',
  async run({ options }, context) {
    const { signal, style, width } = context
    const { api, organization } = await openSession(context, options)
    const registries = await api.registries.list(organization.id, { signal })
    context.result({ registries }, () => {
      if (registries.length === 0) {
        return 'There is no registry yet. Add one: fairlead registry add NAME --kind ghcr --prefix OWNER\n'
      }
      const rows = registries.map((registry) => [
        registry.name,
        verificationCell(registry.verification, style),
        registry.kind,
        registry.tls.skip_verify ? `${registry.url} (TLS not verified)` : registry.url,
        String(registry.config.username ?? ''),
        registry.expires_at?.slice(0, 10) ?? '',
        formatTime(registry.verification?.checked_at),
        String(registry.associated_services_count),
      ])
      return renderTable(
        ['name', 'state', 'kind', 'address', 'owner', 'expires', 'verified at', 'services'],
        rows,
        {
          width,
          style,
        },
      )
    })
    return EXIT.ok
  },
})

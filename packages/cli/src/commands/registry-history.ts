import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { findRegistry } from '../names/find-place.ts'
import { duration, integer, optionalArgument } from '../options.ts'
import { formatDuration, formatTime } from '../render/duration.ts'
import { markedCell } from '../render/states.ts'
import type { Outcome } from '../render/status-line.ts'
import { renderTable } from '../render/table.ts'
import { toWire } from '../to-wire.ts'

const OUTCOMES: Readonly<Record<string, Outcome>> = { verified: 'good', warning: 'warning', failing: 'bad' }
const USUAL = 20

export const registryHistory = defineCommand({
  name: 'registry history',
  summary: 'List the verifications of a registry, newest first, with what each found',
  details: [
    'A registry is verified when it is saved, when somebody asks for it, before it is rotated, and by schedule; the newest 200 verifications are kept.',
  ],
  arguments: { registry: optionalArgument('Name or id of the registry; the only one if left out') },
  options: {
    limit: integer('COUNT', { min: 1, max: 100 }, `Verifications to list (default: ${USUAL})`),
    ...organizationOption,
    timeout: duration('Time limit', 30_000),
  },
  examples: ['fairlead registry history acme', 'fairlead registry history acme --limit 1 --output json'],
  json: '{"total", "next_verification_at": string | null, "verifications": [VerificationRecord]}',
  async run({ args, options }, context) {
    const { signal, style, width } = context
    const session = await openSession(context, options)
    const { api, organization } = session
    const registry = await findRegistry(session, args.registry)
    const page = { pageSize: options.limit ?? USUAL, signal }
    const { total, records } = await api.registries.verifications(organization.id, registry.id, page)
    const next = registry.next_verification_at ?? null
    const json = { total, next_verification_at: next, verifications: await toWire(records) }
    context.result(json, () => {
      const planned = next === null ? '' : `\nVerified next at ${formatTime(next)}.\n`
      if (records.length === 0) return `${registry.name} was never verified.\n${planned}`
      const rows = records.map(({ at, trigger, health, durationMs, findings }) => [
        formatTime(at),
        markedCell(OUTCOMES[health] ?? 'none', health, style),
        trigger,
        formatDuration(durationMs),
        findings
          .filter(({ severity }) => severity !== 'info')
          .map(({ code }) => code)
          .join(', '),
      ])
      return renderTable(['verified at', 'health', 'why', 'took', 'found'], rows, { width, style }) + planned
    })
    return EXIT.ok
  },
})

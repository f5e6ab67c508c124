import type { AssociatedServiceAnswer, Registry, Verification } from '@fairlead/api/client'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { findRegistry } from '../names/find-place.ts'
import { duration, optionalArgument } from '../options.ts'
import { credentialFacts } from '../registries/credential-facts.ts'
import { renderCapabilities } from '../render/checks.ts'
import { formatTime } from '../render/duration.ts'
import { countFindings, renderFindings } from '../render/findings.ts'
import { paintMark } from '../render/status-line.ts'
import type { Style } from '../render/style.ts'
import { type Cell, renderFacts } from '../render/table.ts'
import { toWire } from '../to-wire.ts'

const capabilityCell = ({ capabilities }: Verification, style: Style): Cell => ({
  text: 'capabilities',
  paint: () => renderCapabilities(capabilities, style),
})

/** What each capability is known from, in the order in which they are shown. */
const groundsOf = (verification: Verification | null): readonly (readonly [string, string])[] =>
  verification === null
    ? []
    : (['list', 'pull', 'push', 'delete', 'webhook'] as const).map((ability) => [
        `  ${ability}`,
        verification.grounds[ability],
      ])

interface Known {
  readonly registry: Registry
  readonly verification: Verification | null
  readonly services: readonly AssociatedServiceAnswer[]
}

type Fact = readonly [string, Cell | undefined]

/** How it is reached, where that is not as everything else. */
function wayFacts({ tls, proxy }: Registry, style: Style): readonly Fact[] {
  return [
    [
      'TLS',
      tls.skip_verify ? { text: 'NOT VERIFIED: any certificate is taken', paint: style.red } : undefined,
    ],
    ['authorities', tls.ca_certificates === null ? undefined : 'its own, beside the usual ones'],
    ['proxy', proxy ? [proxy.url, proxy.username].filter(Boolean).join(' as ') : undefined],
  ]
}

const rotationFacts = ({ rotation }: Registry): readonly Fact[] => [
  ['rotated', rotation ? formatTime(rotation.rotated_at) : undefined],
  ['old login until', rotation ? formatTime(rotation.previous_until) : undefined],
]

function render({ registry, verification, services }: Known, { io, style }: Context): string {
  const outcome = verification === null ? 'none' : verification.ok ? 'good' : 'bad'
  const found = verification === null ? 'not verified' : countFindings(verification.findings)
  const facts = renderFacts(
    [
      ['id', registry.id],
      ['kind', registry.kind],
      ['address', registry.url],
      ...Object.entries(registry.config).map(([name, value]) => [name, String(value)] as const),
      ['repositories', registry.repository_prefix && `${registry.repository_prefix} and below`],
      ...wayFacts(registry, style),
      ['description', registry.description],
      ...credentialFacts(registry, verification?.credential),
      ...rotationFacts(registry),
      ['may', verification && capabilityCell(verification, style)],
      ...groundsOf(verification),
      ['verified', verification ? formatTime(verification.startedAt) : undefined],
      ...services.map(
        (each) => ['used by', `${each.project_name}/${each.environment_name}/${each.service_name}`] as const,
      ),
    ],
    { style, indent: '    ' },
  )
  const title = `\n  ${paintMark(outcome, style)} ${style.bold(registry.name)}  ${found}\n`
  return `${title}${facts}${renderFindings(verification?.findings ?? [], io, io.stdout)}\n`
}

export const showRegistry = defineCommand({
  name: 'registry show',
  summary: 'Show a registry, what its latest verification found and the services that use it',
  arguments: { registry: optionalArgument('Name or id of the registry; the only one if left out') },
  options: { ...organizationOption, timeout: duration('Time limit', 30_000) },
  examples: ['fairlead registry show acme'],
  json: '{"registry": Registry, "verification": Verification | null, "services": [AssociatedService]}',
  async run({ args, options }, context) {
    const { signal } = context
    const session = await openSession(context, options)
    const registry = await findRegistry(session, args.registry)
    const { api, organization } = session
    const [verification, services] = await Promise.all([
      api.registries.findings(organization.id, registry.id, { signal }),
      api.registries.services(organization.id, registry.id, { signal }),
    ])
    const json = { registry, verification: verification && (await toWire(verification)), services }
    context.result(json, () => render({ registry, verification, services }, context))
    return EXIT.ok
  },
})

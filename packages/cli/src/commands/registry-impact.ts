import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { findRegistry } from '../names/find-place.ts'
import { duration, flag, optionalArgument } from '../options.ts'
import { renderImpact } from '../render/impact.ts'

export const showImpact = defineCommand({
  name: 'registry impact',
  summary: "Show what stops if a registry's credential dies tonight",
  details: [
    'Services, clusters and images that depend on it, who else could pull those, and what would fail next. Nothing is asked of any registry, unless --probe is given.',
  ],
  arguments: { registry: optionalArgument('Name or id of the registry; the only one if left out') },
  options: {
    probe: flag('Really ask the other connections, and nobody, for each image'),
    ...organizationOption,
    timeout: duration('Time limit', 120_000),
  },
  examples: ['fairlead registry impact acme', 'fairlead registry impact acme --probe --output json'],
  json: '{"registry": Registry, "impact": ContainerRegistryImpact}',
  async run({ args, options }, context) {
    const { signal, style } = context
    const session = await openSession(context, options)
    const { api, organization } = session
    const registry = await findRegistry(session, args.registry)
    const impact = await api.registries.impact(organization.id, registry.id, { probe: options.probe, signal })
    context.result({ registry, impact }, () => renderImpact(impact, style))
    return EXIT.ok
  },
})

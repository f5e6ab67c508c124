import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { findRegistry } from '../names/find-place.ts'
import { duration, flag, optionalArgument, text } from '../options.ts'
import { createCheckRenderer } from '../render/checks.ts'
import { renderHeading } from '../render/heading.ts'
import { toWire } from '../to-wire.ts'

/** What to prove besides the credential itself. */
export const proofOptions = {
  push: flag('Also prove that the credential may push; nothing is pushed'),
  image: text('OWNER/IMAGE:TAG', 'Image to prove the pull with; one that is visible if left out'),
  platform: text('OS/ARCH', 'Platform that the image must offer, such as linux/arm64'),
  again: flag('Ask with a credential that was refused a short time ago, too'),
}

export const verify = defineCommand({
  name: 'registry verify',
  summary: 'Prove again that a registry works, and say why when it does not',
  details: [
    'The server asks with the saved credential and keeps the outcome. The exit code is 1 when an error is found.',
  ],
  arguments: { registry: optionalArgument('Name or id of the registry; the only one if left out') },
  options: { ...proofOptions, ...organizationOption, timeout: duration('Time limit', 120_000) },
  examples: [
    'fairlead registry verify acme',
    'fairlead registry verify acme --push --image acme/app:1.4 --output json',
  ],
  json: '{"registry": Registry, "verification": Verification}',
  async run({ args, options }, context) {
    const { io, signal } = context
    const session = await openSession(context, options)
    const { api, organization } = session
    const registry = await findRegistry(session, args.registry)
    context.progress.write(renderHeading(registry.name, registry.url, context))
    const renderer = createCheckRenderer(io, context)
    try {
      const { push, image, platform, again } = options
      const { onStart, onCheck } = renderer
      const body = { push, image, platform, again }
      const verification = await api.registries.verifySaved(organization.id, registry.id, body, {
        onStart,
        onCheck,
        signal,
      })
      renderer.finish(verification)
      if (context.format === 'json') {
        context.result({ registry, verification: await toWire(verification) }, () => '')
      }
      return verification.ok ? EXIT.ok : EXIT.failed
    } finally {
      renderer.stop()
    }
  },
})

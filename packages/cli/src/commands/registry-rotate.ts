import type { Registry, RotationRequest } from '@fairlead/api/client'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { usageFailure } from '../failure.ts'
import { openSession, organizationOption, type Session } from '../login/session.ts'
import { findRegistry } from '../names/find-place.ts'
import { argument, duration, flag, integer } from '../options.ts'
import { expiresOption, readExpiry } from '../registries/expires-option.ts'
import { readSecrets } from '../registries/read-secrets.ts'
import { readSettings, TOKEN_VARIABLE } from '../registries/read-settings.ts'
import { createCheckRenderer } from '../render/checks.ts'
import { formatTime } from '../render/duration.ts'
import { renderFindings } from '../render/findings.ts'
import { renderHeading } from '../render/heading.ts'
import { toWire } from '../to-wire.ts'
import { credentialOptions } from './registry-add.ts'
import { formOf } from './registry-edit.ts'
import { proofOptions } from './registry-verify.ts'

async function rotate(
  { api, organization }: Session,
  registry: Registry,
  request: RotationRequest,
  context: Context,
): Promise<Registry> {
  const { io, signal } = context
  context.progress.write(renderHeading(registry.name, 'rotation', context))
  const renderer = createCheckRenderer(io, context)
  try {
    const { onStart, onCheck } = renderer
    return await api.registries.rotate(organization.id, registry.id, request, { onStart, onCheck, signal })
  } finally {
    renderer.stop()
  }
}

/** What is kept, until when, and what can be done with it. */
function kept({ name, rotation }: Registry): string {
  if (!rotation) return '    The old credential is forgotten.'
  return `    The old credential is kept until ${formatTime(rotation.previous_until)}, and restored by itself if pulls fail.\n    Restore it: fairlead registry rotate ${name} --undo\n    Forget it:  fairlead registry rotate ${name} --end`
}

export const rotateRegistry = defineCommand({
  name: 'registry rotate',
  summary: 'Replace the credential of a registry, tested on every image that runs from the old one',
  details: [
    `The new credential is proved, and it pulls the beginning of every image that runs from the old one. Only then it takes the old one's place, at once; when anything fails nothing changes and the exit code is 1. The old one is kept for a grace time and restored by itself if pulls fail with the new one.`,
    `The new secret is read as "registry add" reads it: from ${TOKEN_VARIABLE}, standard input or the terminal. Other settings of the login that change with it go into --set, such as access_key_id.`,
  ],
  arguments: { registry: argument('Name or id of the registry') },
  options: {
    ...credentialOptions,
    expires: expiresOption,
    graceHours: integer(
      'HOURS',
      { min: 0, max: 720 },
      'How long the old credential is kept to fall back on; 24 if left out, 0 keeps none',
    ),
    undo: flag('Restore the credential from before the rotation, untested'),
    end: flag('Forget the credential from before the rotation now'),
    ...proofOptions,
    ...organizationOption,
    timeout: duration('Time limit', 300_000),
  },
  examples: [
    'printf %s "$NEW_TOKEN" | fairlead registry rotate acme',
    'FAIRLEAD_REGISTRY_SECRET_ACCESS_KEY="$KEY" fairlead registry rotate aws --set access_key_id=AKIA… --grace-hours 72',
    'fairlead registry rotate acme --undo',
  ],
  json: '{"registry": Registry, "verification": Verification | null}',
  async run({ args, options }, context) {
    const { io, signal, style } = context
    if (options.undo && options.end) throw usageFailure('--undo and --end exclude each other.')
    const session = await openSession(context, options)
    const { api, organization } = session
    const registry = await findRegistry(session, args.registry)
    if (options.undo || options.end) {
      const call = options.undo ? api.registries.undoRotation : api.registries.endRotation
      const changed = await call(organization.id, registry.id, { signal })
      const done = options.undo
        ? `${registry.name} pulls with the credential from before the rotation again. Prove it: fairlead registry verify ${registry.name}`
        : `The credential of ${registry.name} from before the rotation is forgotten.`
      context.result({ registry: changed, verification: null }, () => `${done}\n`)
      return EXIT.ok
    }
    const form = await formOf(session, registry)
    const settings = readSettings(options.set, form)
    const secrets = await readSecrets(form, { ...registry.config, ...settings }, options, context)
    const { push, image, platform, again, graceHours } = options
    const request: RotationRequest = {
      config: { ...settings, ...secrets },
      ...(graceHours === undefined ? {} : { grace_hours: graceHours }),
      ...(options.expires === undefined ? {} : { expires_at: readExpiry(options.expires) }),
      version: registry.version,
      push,
      image,
      platform,
      again,
    }
    const rotated = await rotate(session, registry, request, context)
    const verification = await api.registries.findings(organization.id, rotated.id, { signal })
    context.result({ registry: rotated, verification: verification && (await toWire(verification)) }, () => {
      const findings = renderFindings(verification?.findings ?? [], io, io.stdout)
      return `${findings}\n  ${style.green('✓')} ${style.bold(`Rotated ${rotated.name}`)}\n${kept(rotated)}\n`
    })
    return EXIT.ok
  },
})

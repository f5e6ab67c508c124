import type { AvailableRegistry, Registry, RegistryEditRequest } from '@fairlead/api/client'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { usageFailure } from '../failure.ts'
import { openSession, organizationOption, type Session } from '../login/session.ts'
import { findRegistry } from '../names/find-place.ts'
import { argument, duration, flag, text } from '../options.ts'
import { expiresOption, readExpiry } from '../registries/expires-option.ts'
import { readSecretFiles, readSecrets } from '../registries/read-secrets.ts'
import { readSettings } from '../registries/read-settings.ts'
import { readWay, wayChanges } from '../registries/way-options.ts'
import { createCheckRenderer } from '../render/checks.ts'
import { renderFindings } from '../render/findings.ts'
import { renderHeading } from '../render/heading.ts'
import { toWire } from '../to-wire.ts'
import { credentialOptions } from './registry-add.ts'
import { proofOptions } from './registry-verify.ts'

/** The form of a registry's kind. Throws a usage failure where the server does not speak it any more. */
export async function formOf({ api, signal }: Session, { kind }: Registry): Promise<AvailableRegistry> {
  const form = (await api.registries.kinds({ signal })).find((each) => each.kind === kind)
  if (form) return form
  throw usageFailure(`This server does not speak ${kind}.`)
}

async function save(
  { api, organization }: Session,
  registry: Registry,
  request: RegistryEditRequest,
  context: Context,
  unverified: boolean,
): Promise<Registry> {
  const { io, signal } = context
  if (unverified) return api.registries.edit(organization.id, registry.id, request, { unverified, signal })
  context.progress.write(renderHeading(request.name, request.kind, context))
  const renderer = createCheckRenderer(io, context)
  try {
    const { onStart, onCheck } = renderer
    return await api.registries.edit(organization.id, registry.id, request, { onStart, onCheck, signal })
  } finally {
    renderer.stop()
  }
}

export const editRegistry = defineCommand({
  name: 'registry edit',
  summary: 'Change a registry: prove that it still works, then save it',
  details: [
    'What is left out stays, the secret too. Only where its address, its user or another setting of the login changes, or it is to go another way (another proxy, no check of the certificate), the secret has to be given again: with --secret-again, as "registry add" takes it. To replace the secret itself use "registry rotate", which tests it on everything that runs.',
    'When the verification finds an error nothing is saved and the exit code is 1, unless --unverified is given.',
  ],
  arguments: { registry: argument('Name or id of the registry') },
  options: {
    name: text('NAME', 'New name of the connection'),
    description: text('TEXT', 'What it is for'),
    url: text('URL', 'New address'),
    prefix: text('OWNER', 'New container registry prefix of GHCR'),
    username: text('NAME', 'New user name'),
    secretAgain: flag('Give the secret again: from the environment, a file, standard input or the terminal'),
    ...credentialOptions,
    ...wayChanges,
    expires: expiresOption,
    unverified: flag('Save without asking the registry'),
    ...proofOptions,
    ...organizationOption,
    timeout: duration('Time limit', 120_000),
  },
  examples: [
    'fairlead registry edit acme --repository-prefix acme/team',
    'fairlead registry edit harbor --ca-file ca.pem --no-insecure-skip-tls-verify',
    'printf %s "$TOKEN" | fairlead registry edit acme --prefix umbrella --secret-again',
  ],
  json: '{"registry": Registry, "verification": Verification | null}',
  async run({ args, options }, context) {
    const { io, signal, style } = context
    if (options.prefix !== undefined && options.username !== undefined) {
      throw usageFailure('--prefix and --username are the same setting: give one of them.')
    }
    const session = await openSession(context, options)
    const registry = await findRegistry(session, args.registry)
    const form = await formOf(session, registry)
    const username = options.prefix ?? options.username
    const settings = {
      ...registry.config,
      ...readSettings(options.set, form),
      ...(username === undefined ? {} : { username }),
    }
    const files = await readSecretFiles(options.secretFile, form)
    const givesSecret =
      options.secretAgain ||
      options.tokenStdin ||
      Object.keys(files).some((name) => name !== 'proxy_password')
    const secrets = givesSecret ? await readSecrets(form, settings, options, context) : {}
    const { push, image, platform, again } = options
    const request: RegistryEditRequest = {
      name: options.name ?? registry.name,
      kind: registry.kind,
      url: options.url ?? registry.url,
      description: options.description ?? registry.description,
      config: { ...settings, ...secrets },
      ...(await readWay(options, files, io)),
      ...(options.expires === undefined ? {} : { expires_at: readExpiry(options.expires) }),
      version: registry.version,
      push,
      image,
      platform,
      again,
    }
    const saved = await save(session, registry, request, context, options.unverified)
    const { api, organization } = session
    const verification = await api.registries.findings(organization.id, saved.id, { signal })
    context.result({ registry: saved, verification: verification && (await toWire(verification)) }, () => {
      const findings = renderFindings(verification?.findings ?? [], io, io.stdout)
      const proved = verification ? 'Proved and saved' : 'Saved without proof'
      return `${findings}\n  ${style.green('✓')} ${style.bold(`${proved} as ${saved.name}`)}  ${style.dim(saved.url)}\n`
    })
    return EXIT.ok
  },
})
